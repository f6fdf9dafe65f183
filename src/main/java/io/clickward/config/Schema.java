package io.clickward.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * Every section and key that exists. Nobody writes it down: it is what the records ask for while a
 * configuration is read, and they ask for everything whatever the configuration says.
 */
final class Schema {
  private final SequencedMap<String, String> sections = new LinkedHashMap<>();
  private final SequencedMap<String, Key> keys = new LinkedHashMap<>();

  /** The path as the schema writes it: {@code domains[3].host} is {@code domains[].host}. */
  static String general(String path) {
    return path.replaceAll("\\[\\d+]", "[]");
  }

  static String join(String parent, String name) {
    return parent.isEmpty() ? name : parent + "." + name;
  }

  static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }

  /** Whether {@code path} is {@code parent} or lies in it. */
  static boolean covers(String parent, String path) {
    return path.startsWith(parent)
        && (parent.isEmpty()
            || path.length() == parent.length()
            || ".[".indexOf(path.charAt(parent.length())) >= 0);
  }

  void addSection(String path, String doc) {
    sections.putIfAbsent(path, doc);
  }

  void addKey(Key key) {
    keys.putIfAbsent(key.path(), key);
  }

  /** Sections in the order of reading, each with its sentence. */
  SequencedMap<String, String> sections() {
    return sections;
  }

  /** Keys in the order of reading. */
  Collection<Key> keys() {
    return keys.values();
  }

  boolean isKey(String path) {
    return keys.containsKey(general(path));
  }

  /** Whether a section, or a list of sections, stands at {@code path}. */
  boolean isSection(String path) {
    return sections.containsKey(general(path)) || sections.containsKey(general(path) + "[]");
  }

  /**
   * A sentence for whoever wrote the unknown key {@code path}: the sibling that looks like it, else
   * its namesake elsewhere, else what there is.
   */
  String hint(String path) {
    String section = general(parent(path));
    String name = name(path);
    List<String> siblings =
        paths().stream().filter(known -> parent(known).equals(section)).map(Schema::name).toList();
    return Nearest.to(name, siblings)
        .or(() -> paths().stream().filter(known -> name(known).equals(name)).findFirst())
        .map(Format::didYouMean)
        .orElseGet(() -> "The keys here are " + String.join(", ", siblings) + ".");
  }

  private List<String> paths() {
    Stream<String> named = sections.keySet().stream().map(path -> path.replaceFirst("\\[]$", ""));
    return Stream.concat(named, keys.keySet().stream()).distinct().toList();
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
