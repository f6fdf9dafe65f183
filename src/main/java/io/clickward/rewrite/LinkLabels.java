package io.clickward.rewrite;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What the author calls a link: SparkPost's name, Amazon SES's tags. */
final class LinkLabels {
  /** SparkPost's limit; what is longer is cut. */
  static final int NAME_BYTES_MAX = 63;

  static final int TAGS_MAX = 50;
  static final int TAG_CHARACTERS_MAX = 256;

  private LinkLabels() {}

  static String name(TagAttributes tag) {
    return tag.value("data-msys-linkname").map(LinkLabels::cut).orElse("");
  }

  private static String cut(String name) {
    int end = Math.min(name.length(), NAME_BYTES_MAX);
    if (end < name.length() && Character.isLowSurrogate(name.charAt(end))) {
      end--; // its other half stands before it
    }
    while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
      end = name.offsetByCodePoints(end, -1);
    }
    return name.substring(0, end);
  }

  /** Reads {@code name:value;name:value}; what has another form is dropped. */
  static Map<String, String> tags(TagAttributes tag) {
    return tag.value("ses:tags").map(LinkLabels::parse).orElse(Map.of());
  }

  private static Map<String, String> parse(String text) {
    Map<String, String> tags = new TreeMap<>();
    for (String pair : text.split(";", TAGS_MAX + 1)) {
      int colon = pair.indexOf(':');
      boolean fits = colon > 0 && pair.length() <= TAG_CHARACTERS_MAX;
      if (fits && tags.size() < TAGS_MAX) {
        tags.putIfAbsent(pair.substring(0, colon).strip(), pair.substring(colon + 1).strip());
      }
    }
    return tags;
  }
}
