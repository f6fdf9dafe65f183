package io.clickward.cert;

import java.time.Duration;
import java.util.List;

/**
 * How long to wait after each failure in a row.
 *
 * @param pauses after the first failure, the second and so on; the last one from then on
 */
record BackOff(List<Duration> pauses) {
  /** No pause is longer. */
  static final Duration MAX = Duration.ofDays(1);

  /** What Let's Encrypt asks of its clients. */
  static final BackOff HOST =
      new BackOff(
          List.of(Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofMinutes(100), MAX));

  /** For a CA that is down: one host after another finds out whether it is up again. */
  static final BackOff AUTHORITY =
      new BackOff(
          List.of(
              Duration.ofSeconds(10),
              Duration.ofMinutes(1),
              Duration.ofMinutes(5),
              Duration.ofMinutes(10)));

  BackOff {
    pauses = List.copyOf(pauses);
  }

  /**
   * The pause after a failure.
   *
   * @param failures how many there were in a row, at least 1
   */
  Duration after(int failures) {
    return pauses.get(Math.min(failures, pauses.size()) - 1);
  }
}
