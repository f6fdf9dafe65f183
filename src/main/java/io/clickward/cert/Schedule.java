package io.clickward.cert;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Which host is to be looked at when: one moment a host. */
final class Schedule {
  private record Entry(Instant at, String host) {}

  private final TreeSet<Entry> queue =
      new TreeSet<>(Comparator.comparing(Entry::at).thenComparing(Entry::host));
  private final Map<String, Entry> byHost = new HashMap<>();

  /** Sets the host's moment, in place of the former one. */
  synchronized void put(String host, Instant at) {
    remove(host);
    Entry entry = new Entry(at, host);
    byHost.put(host, entry);
    queue.add(entry);
  }

  synchronized void remove(String host) {
    Entry former = byHost.remove(host);
    if (former != null) {
      queue.remove(former);
    }
  }

  /** Takes the host whose moment came first; it has none then. */
  synchronized Optional<String> takeDue(Instant now) {
    if (queue.isEmpty() || queue.first().at.isAfter(now)) {
      return Optional.empty();
    }
    String host = queue.first().host;
    remove(host);
    return Optional.of(host);
  }

  /** When a host is to be looked at; empty while somebody does. */
  synchronized Optional<Instant> of(String host) {
    return Optional.ofNullable(byHost.get(host)).map(Entry::at);
  }
}
