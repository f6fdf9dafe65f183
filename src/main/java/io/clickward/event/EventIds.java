package io.clickward.event;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Makes event ids: UUIDv7 (RFC 9562 section 5.7), each greater than the one before it in this
 * process. The 12 bits after the milliseconds count within a millisecond and carry into the next
 * one (section 6.2, method 1); the last 62 bits are the same for nobody else, but are no secret.
 * Safe for many threads: one compare-and-set an id.
 */
public final class EventIds {
  private static final int COUNTER_BITS = 12;
  private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
  private static final long VERSION_7 = 7L << COUNTER_BITS;
  private static final long VARIANT = 1L << 63;

  private final long seed;

  /** Milliseconds and counter of the latest id. */
  private final AtomicLong latest = new AtomicLong();

  /** Ids of this process; {@code random} is asked once, here. */
  public EventIds(RandomGenerator random) {
    this.seed = random.nextLong();
  }

  /** A new id for what happens now. */
  public UUID next(Instant now) {
    long first = now.toEpochMilli() << COUNTER_BITS;
    long tick = latest.updateAndGet(before -> Math.max(first, before + 1));
    long millis = tick >>> COUNTER_BITS;
    return new UUID(
        (millis << 16) | VERSION_7 | (tick & COUNTER_MASK), VARIANT | (mix(tick) >>> 2));
  }

  /** SplitMix64's finisher over the tick, keyed by the seed: as good as random, without a lock. */
  private long mix(long tick) {
    long z = seed + tick * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
