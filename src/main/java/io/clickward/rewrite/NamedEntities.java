package io.clickward.rewrite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HTML's named character references (WHATWG HTML section 13.5). */
final class NamedEntities {
  private static final String RESOURCE = "named-entities.txt";

  /** Longest name with its semicolon, and longest of those that work without one. */
  static final int NAME_CHARACTERS_MAX = 32;

  static final int BARE_NAME_CHARACTERS_MAX = 6;

  private static final Map<String, String> TABLE = read();

  private NamedEntities() {}

  /** What the name, such as {@code amp;} or {@code amp}, stands for; null when it is no name. */
  static @Nullable String find(String name) {
    return TABLE.get(name);
  }

  private static Map<String, String> read() {
    Map<String, String> table = HashMap.newHashMap(2300);
    text()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> addLine(line.split(" "), table));
    return table;
  }

  private static void addLine(String[] words, Map<String, String> table) {
    StringBuilder characters = new StringBuilder();
    for (int i = 1; i < words.length; i++) {
      characters.appendCodePoint(Integer.parseInt(words[i], 16));
    }
    table.put(words[0], characters.toString());
  }

  private static String text() {
    try (InputStream in = NamedEntities.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the program; rebuild it");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
