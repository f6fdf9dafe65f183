package io.clickward.edge;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** A count for each constant of an enum. */
final class Tally<E extends Enum<E>> {
  private final Map<E, LongAdder> counts;

  Tally(Class<E> type) {
    counts = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      counts.put(constant, new LongAdder());
    }
  }

  private LongAdder count(E constant) {
    LongAdder count = counts.get(constant);
    if (count == null) {
      throw new IllegalStateException("every constant has a count");
    }
    return count;
  }

  void increment(E constant) {
    count(constant).increment();
  }

  long of(E constant) {
    return count(constant).sum();
  }

  long sum() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }
}
