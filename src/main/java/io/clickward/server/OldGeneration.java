package io.clickward.server;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.Optional;

/**
 * Keeps memory in proportion to what is live. The serial collector leaves the old generation alone
 * until the heap is at its limit, a quarter of the machine's memory: a server that runs for weeks
 * would get there. Other collectors look after theirs by themselves, and are left to it.
 */
final class OldGeneration {
  private static final String SERIAL = "Tenured Gen";
  private static final long BYTES_MIN = 48L << 20;

  private OldGeneration() {}

  /**
   * Collects that of this process when it is due: everybody waits for some tens of milliseconds.
   */
  @SuppressWarnings("SystemGC") // the point of it
  static void look() {
    if (serial().filter(pool -> isDue(used(pool.getUsage()), live(pool))).isPresent()) {
      System.gc();
    }
  }

  private static Optional<MemoryPoolMXBean> serial() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals(SERIAL))
        .findFirst();
  }

  /** Whether it is worth a pause, by the bytes in use and those that the last collection left. */
  static boolean isDue(long used, long live) {
    return used > Math.max(BYTES_MIN, 2 * live);
  }

  private static long live(MemoryPoolMXBean pool) {
    return used(pool.getCollectionUsage());
  }

  private static long used(MemoryUsage usage) {
    return usage.getUsed();
  }
}
