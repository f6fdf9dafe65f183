package io.clickward;

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

  private final Optional<MemoryPoolMXBean> pool;

  private OldGeneration(Optional<MemoryPoolMXBean> pool) {
    this.pool = pool;
  }

  /** That of this process. */
  static OldGeneration own() {
    return new OldGeneration(
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals(SERIAL))
            .findFirst());
  }

  /** Collects it when it is due: everybody waits for some tens of milliseconds then. */
  @SuppressWarnings("SystemGC") // the point of it
  void look() {
    if (pool.isPresent() && isDue(used(pool.get().getUsage()), live(pool.get()))) {
      System.gc();
    }
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
