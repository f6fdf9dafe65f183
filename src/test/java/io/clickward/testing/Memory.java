package io.clickward.testing;

import java.lang.management.ManagementFactory;

/** What this process holds in memory. */
public final class Memory {
  private static final int COLLECTIONS = 3;

  private Memory() {}

  /** Bytes that are still reachable, nearly: what is left after collecting a few times. */
  @SuppressWarnings("SystemGC") // the point of it
  public static long liveBytes() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(50);
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
