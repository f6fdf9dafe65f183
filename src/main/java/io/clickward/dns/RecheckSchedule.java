package io.clickward.dns;

import java.time.Duration;
import java.time.Instant;

/**
 * When a host is looked at again, and when not any more. Pure: the caller keeps the start and the
 * count, adds jitter, and starts anew whenever somebody asks.
 */
public final class RecheckSchedule {
  /** Somebody may be sitting in front of the form of their DNS. */
  private static final Duration FIRST_WAIT = Duration.ofSeconds(30);

  private static final int EAGER_CHECKS = 10;
  private static final double EAGER_GROWTH = 1.2;
  private static final double GROWTH = 1.5;
  private static final Duration WAIT_MAX = Duration.ofHours(4);

  /** After a week nobody is waiting, but a change of DNS that was announced may still come. */
  private static final Duration DAILY_AFTER = Duration.ofDays(7);

  private static final Duration DAILY_WAIT = Duration.ofDays(1);
  private static final Duration PENDING_MAX = Duration.ofDays(60);

  private static final Duration SERVING_WAIT = Duration.ofHours(1);
  private static final Duration LOST_WAIT = Duration.ofHours(4);
  private static final Duration LOST_MAX = Duration.ofDays(30);

  /** What comes next. */
  public sealed interface Next {
    /** Look again at this time. */
    record At(Instant time) implements Next {}

    /** Do not look again by yourself; the reason is for the owner. */
    record Stopped(String reason) implements Next {}
  }

  private RecheckSchedule() {}

  /**
   * For a host whose records are still being made.
   *
   * @param since when somebody last asked for it: created it or asked for a check
   * @param checks how often it was looked at since
   * @param last when it was last looked at
   */
  public static Next pending(Instant since, int checks, Instant last) {
    Duration age = Duration.between(since, last);
    if (age.compareTo(PENDING_MAX) >= 0) {
      return new Next.Stopped(
          "the records were not there for %d days; ask for a check when they are"
              .formatted(PENDING_MAX.toDays()));
    }
    return new Next.At(last.plus(age.compareTo(DAILY_AFTER) >= 0 ? DAILY_WAIT : wait(checks)));
  }

  private static Duration wait(int checks) {
    double seconds = FIRST_WAIT.toSeconds();
    for (int i = 0; i < checks && seconds < WAIT_MAX.toSeconds(); i++) {
      seconds *= i < EAGER_CHECKS ? EAGER_GROWTH : GROWTH;
    }
    return Duration.ofSeconds(Math.min((long) seconds, WAIT_MAX.toSeconds()));
  }

  /** A host that is {@link #pending} since before this has had its last look. */
  public static Instant pendingFrom(Instant now) {
    return now.minus(PENDING_MAX).minus(DAILY_WAIT);
  }

  /** For a host that serves and whose records were right at the last look. */
  public static Next serving(Instant last) {
    return new Next.At(last.plus(SERVING_WAIT));
  }

  /**
   * For a host that served and whose records are gone or lead elsewhere. Its links go on; this says
   * only how long it is looked at and its certificate renewed.
   *
   * @param lostSince the first look at which they were wrong; looks that could not ask do not count
   * @param last when it was last looked at
   */
  public static Next lost(Instant lostSince, Instant last) {
    if (Duration.between(lostSince, last).compareTo(LOST_MAX) >= 0) {
      return new Next.Stopped(
          "the host has led elsewhere for %d days; ask for a check when it is back"
              .formatted(LOST_MAX.toDays()));
    }
    return new Next.At(last.plus(LOST_WAIT));
  }

  /** A host that is {@link #lost} since before this has had its last look. */
  public static Instant lostFrom(Instant now) {
    return now.minus(LOST_MAX).minus(LOST_WAIT);
  }
}
