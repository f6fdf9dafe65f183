package io.clickward.event;

import io.clickward.domain.HostName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Events for tests. */
final class Events {
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  static final HostName HOST = new HostName("links.example.com");

  /** Settings of a journal that calls nothing late while a test can wait for it. */
  static final JournalSettings PATIENT =
      new JournalSettings(
          Durability.SYNC, Duration.ofMinutes(1), 64 << 20, Duration.ofMillis(2), 4096);

  private static final EventIds IDS = new EventIds(new Random(1));

  private Events() {}

  /** A click whose message is the given word. */
  static Event click(String message) {
    return at(NOON, EventKind.CLICK, message);
  }

  static Event at(Instant time, EventKind kind, String message) {
    return new Event(
        IDS.next(NOON),
        time,
        kind,
        HOST,
        message,
        "3qUm0bTn0oTqSgLqZ8b1Yw",
        kind == EventKind.CLICK ? 2 : Event.NO_LINK,
        "https://shop.example.com/spring/sale?utm_source=mail&utm_campaign=spring",
        "192.0.2.17",
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        Verdict.UNCLASSIFIED,
        List.of());
  }

  /** The words {@code m0, m1, ...}. */
  static List<String> words(int count) {
    return IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
  }

  /** All events of a journal in order. */
  static List<Event> in(Path folder) throws IOException {
    EventReader reader = EventReader.open(folder, Position.START);
    List<Event> all = new ArrayList<>();
    List<Event> next = reader.next(1000);
    while (!next.isEmpty()) {
      all.addAll(next);
      next = reader.next(1000);
    }
    return all;
  }

  /** The messages of all events of a journal in order. */
  static List<String> messagesIn(Path folder) throws IOException {
    return in(folder).stream().map(Event::message).toList();
  }
}
