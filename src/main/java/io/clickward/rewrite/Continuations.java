package io.clickward.rewrite;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Parameters that RFC 2231 cuts into sections ({@code name*0}) or encodes ({@code name*}). */
final class Continuations {
  private static final int SECTIONS_MAX = 100;

  private final Map<String, String> raw;

  private Continuations(Map<String, String> raw) {
    this.raw = raw;
  }

  /** The parameters by their plain names. */
  static Map<String, String> join(Map<String, String> raw) {
    Continuations sections = new Continuations(raw);
    Map<String, String> joined = new HashMap<>();
    for (String key : raw.keySet()) {
      int star = key.indexOf('*');
      joined.computeIfAbsent(star < 0 ? key : key.substring(0, star), sections::value);
    }
    return joined;
  }

  private String value(String name) {
    return section(name, true).orElseGet(() -> sections(name));
  }

  private String sections(String name) {
    StringBuilder whole = new StringBuilder();
    Optional<String> next = section(name + "*0", true);
    for (int i = 1; next.isPresent() && i < SECTIONS_MAX; i++) {
      whole.append(next.get());
      next = section(name + "*" + i, false);
    }
    return whole.toString();
  }

  private Optional<String> section(String key, boolean first) {
    return Optional.ofNullable(raw.get(key))
        .or(() -> Optional.ofNullable(raw.get(key + "*")).map(value -> decode(value, first)));
  }

  /** RFC 2231 section 4: the first section starts with {@code charset'language'}. */
  private static String decode(String value, boolean first) {
    int quote = value.indexOf('\'');
    int second = quote < 0 ? -1 : value.indexOf('\'', quote + 1);
    return PercentDecoding.octets(first && second >= 0 ? value.substring(second + 1) : value);
  }
}
