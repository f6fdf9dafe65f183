package io.clickward.cert;

import java.time.Duration;
import java.time.Instant;

/** The longest wait that we ever choose or let a CA choose. */
final class WaitMax {
  static final Duration DURATION = Duration.ofDays(7);

  /** For a clock that is corrected by a little. */
  private static final Duration MARGIN = Duration.ofDays(1);

  private WaitMax() {}

  /**
   * A moment to wait for, as it was kept; now if it is further ahead than we ever wait: then it was
   * chosen by a clock that was ahead.
   */
  static Instant within(Instant kept, Instant now) {
    return kept.isAfter(now.plus(DURATION).plus(MARGIN)) ? now : kept;
  }
}
