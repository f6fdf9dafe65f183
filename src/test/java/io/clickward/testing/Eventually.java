package io.clickward.testing;

import java.io.IOException;
import java.time.Duration;

/** Waiting for what other processes do, in bounds. */
public final class Eventually {
  private static final int PAUSE_MILLIS = 20;

  /** Something that is so or not. */
  public interface Condition {
    /** Whether it is so now. */
    boolean holds() throws IOException, InterruptedException;
  }

  private Eventually() {}

  /** Waits until a condition holds; gives how long that took. */
  public static Duration await(String what, Duration max, Condition condition)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - start > max.toNanos()) {
        throw new AssertionError("not within %d s: %s".formatted(max.toSeconds(), what));
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
