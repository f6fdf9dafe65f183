package io.clickward.event;

import io.clickward.domain.HostName;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts events by hour and what else a roll-up tells apart. */
final class HourCounts {
  private static final long HOUR_MILLIS = 3_600_000;

  private final Map<Key, Long> counts = new HashMap<>();

  /**
   * What is counted together.
   *
   * @param hour the hour's start, milliseconds since 1970
   */
  record Key(long hour, String domain, String message, int link, EventKind kind, Verdict verdict) {
    static Key of(
        long millis, String domain, String message, int link, EventKind kind, Verdict verdict) {
      long hour = Math.floorDiv(millis, HOUR_MILLIS) * HOUR_MILLIS;
      return new Key(hour, domain, message, link, kind, verdict);
    }

    HourCount times(long events) {
      return new HourCount(
          Instant.ofEpochMilli(hour), new HostName(domain), message, link, kind, verdict, events);
    }
  }

  void add(Key key) {
    counts.merge(key, 1L, Long::sum);
  }

  /** The counts in the order of the roll-ups' key, in which adding them costs least. */
  List<HourCount> all() {
    return counts.entrySet().stream()
        .map(count -> count.getKey().times(count.getValue()))
        .sorted(
            Comparator.comparing((HourCount count) -> count.domain().value())
                .thenComparing(HourCount::hour)
                .thenComparing(HourCount::message))
        .toList();
  }
}
