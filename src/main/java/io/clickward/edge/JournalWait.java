package io.clickward.edge;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** How long answers have waited for the journal, counted by fixed bounds. */
public final class JournalWait {
  private static final long[] BOUNDS_MICROS = {
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 1_000_000
  };

  private final LongAdder[] counts = new LongAdder[BOUNDS_MICROS.length + 1];
  private final LongAdder sumNanos = new LongAdder();
  private final LongAccumulator maxNanos = new LongAccumulator(Math::max, 0);

  JournalWait() {
    Arrays.setAll(counts, _ -> new LongAdder());
  }

  void record(long nanos) {
    long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
    int bound = 0;
    while (bound < BOUNDS_MICROS.length && micros > BOUNDS_MICROS[bound]) {
      bound++;
    }
    counts[bound].increment();
    sumNanos.add(nanos);
    maxNanos.accumulate(nanos);
  }

  /** The bounds in seconds, ascending; above the last there is no bound. */
  public double[] boundsSeconds() {
    return Arrays.stream(BOUNDS_MICROS).mapToDouble(micros -> micros / 1e6).toArray();
  }

  /** Answers up to each bound and over the one before, then those over the last. */
  public long[] counts() {
    return Arrays.stream(counts).mapToLong(LongAdder::sum).toArray();
  }

  /** All waits together. */
  public double sumSeconds() {
    return sumNanos.sum() / 1e9;
  }

  /** The longest since the start. */
  public double maxSeconds() {
    return maxNanos.get() / 1e9;
  }
}
