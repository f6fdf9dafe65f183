package io.clickward.event;

import java.util.concurrent.locks.LockSupport;

/** How fast work goes on that nobody waits for. */
public interface Pace {
  /** As fast as it can. */
  Pace UNRESTING = () -> {};

  /** Called between small pieces of the work; may wait before it returns. */
  void rest();

  /**
   * A fifth of a processor's time at most, in stretches of about a millisecond: what else wants
   * that processor, such as a click, waits for one of them and not for all of the work. For one
   * thread at a time.
   */
  static Pace behindOthers() {
    return new BehindOthers();
  }

  /** Rests four times as long as it worked. */
  final class BehindOthers implements Pace {
    private static final long WORK_NANOS = 1_000_000;
    private static final long REST_NANOS_MAX = 50_000_000;
    private static final int RESTS = 4;

    private long since = System.nanoTime();

    private BehindOthers() {}

    @Override
    public void rest() {
      long worked = System.nanoTime() - since;
      if (worked >= WORK_NANOS) {
        LockSupport.parkNanos(Math.min(RESTS * worked, REST_NANOS_MAX));
        since = System.nanoTime();
      }
    }
  }
}
