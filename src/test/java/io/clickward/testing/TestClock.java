package io.clickward.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it. */
public final class TestClock implements InstantSource {
  private volatile Instant now;

  /** A clock that stands at a moment. */
  public TestClock(Instant now) {
    this.now = now;
  }

  /** A clock that stands at {@code iso}, such as 2026-11-20T12:00:00Z. */
  public static TestClock at(String iso) {
    return new TestClock(Instant.parse(iso));
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** Moves the clock, forward or back. */
  public void set(Instant instant) {
    now = instant;
  }

  /** Moves the clock by a time that may be negative. */
  public synchronized void advance(Duration time) {
    now = now.plus(time);
  }
}
