package io.clickward.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them: a whole number and, without a space, its unit. */
final class Units {
  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})([A-Za-z]+)");
  private static final Pattern SLOPPY_BYTES = Pattern.compile("(\\d{1,9}) ?([kKmMgG])(i?[bB])?");

  private static final Map<String, Duration> TIME =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));
  private static final Map<String, Long> BYTES =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  private Units() {}

  /** Reads {@code 250ms}, {@code 30s}, {@code 10m}, {@code 1h}, {@code 400d}. */
  static Duration duration(String text) {
    Matcher amount = amount(text);
    return unit(TIME, amount).multipliedBy(Long.parseLong(amount.group(1)));
  }

  /** Reads {@code 512B}, {@code 64KiB}, {@code 1MiB}, {@code 1GiB}. */
  static long bytes(String text) {
    Matcher amount = amount(text);
    return unit(BYTES, amount) * Long.parseLong(amount.group(1));
  }

  /** What {@code 64MB} and the like probably mean: {@code 64MiB}. */
  static Optional<String> binary(String text) {
    Matcher sloppy = SLOPPY_BYTES.matcher(text);
    return sloppy.matches() && !BYTES.containsKey(sloppy.group(2) + sloppy.group(3))
        ? Optional.of(sloppy.group(1) + sloppy.group(2).toUpperCase(Locale.ROOT) + "iB")
        : Optional.empty();
  }

  private static Matcher amount(String text) {
    Matcher amount = AMOUNT.matcher(text);
    if (!amount.matches()) {
      throw new IllegalArgumentException("is not a number and a unit");
    }
    return amount;
  }

  private static <U> U unit(Map<String, U> units, Matcher amount) {
    U unit = units.get(amount.group(2));
    if (unit == null) {
      throw new IllegalArgumentException("has none of the units " + units.keySet());
    }
    return unit;
  }
}
