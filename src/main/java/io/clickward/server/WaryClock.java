package io.clickward.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock for those who delete what is old: between two looks at it, it goes on by a day at most. A
 * machine whose clock is a year ahead for a moment deletes a day too early then, and not a year.
 * One that has slept catches up, a day with each look. One thread.
 */
final class WaryClock implements InstantSource {
  private static final Duration STEP_MAX = Duration.ofDays(1);

  private final InstantSource clock;
  private Instant last;

  WaryClock(InstantSource clock) {
    this.clock = clock;
    this.last = clock.instant();
  }

  @Override
  public Instant instant() {
    Instant now = clock.instant();
    Instant latest = last.plus(STEP_MAX);
    last = now.isBefore(latest) ? now : latest;
    return last;
  }
}
