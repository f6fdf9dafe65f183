package io.clickward.config;

import io.clickward.config.Node.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One mapping of the file, as the record that it fills sees it. A record declares each of its keys
 * by asking for it: name, form, what holds when it is absent, and one sentence for the reference.
 *
 * <p>Every question has an answer. Where the file has none that can be used, the problem is noted
 * and the default or the example stands in, so that reading goes on and finds the rest; the caller
 * of {@link ConfigReader} never sees a stand-in.
 */
final class Section {
  private final Reading reading;
  private final String path;
  private final Node.Mapping mapping;
  private final boolean present;

  private Section(Reading reading, String path, Node.Mapping mapping, boolean present) {
    this.reading = reading;
    this.path = path;
    this.mapping = mapping;
    this.present = present;
  }

  /** The whole file. */
  static Section root(Reading reading, Node node) {
    return of(reading, "", node);
  }

  private static Section of(Reading reading, String path, Node node) {
    reading.locate(path, node);
    if (node instanceof Node.Mapping mapping) {
      return new Section(reading, path, mapping, true);
    }
    reading.complain(
        node.place(), path, "is " + node.shown() + "; expected keys with their values.");
    return absent(reading, path, node.place());
  }

  private static Section absent(Reading reading, String path, Place place) {
    return new Section(reading, path, new Node.Mapping(new LinkedHashMap<>(), place), false);
  }

  /** The folder that relative paths start from. */
  Path folder() {
    return reading.folder();
  }

  /** A value that has a default, given as it would be written. */
  <T> T get(String name, Format<T> format, String otherwise, String doc) {
    declare(name, format.expected(), "`" + otherwise + "`", otherwise, doc);
    return value(name, format).orElseGet(() -> format.parse(otherwise));
  }

  /** A value that has no default of its own; {@code otherwise} says what holds then. */
  <T> Optional<T> find(
      String name, Format<T> format, String example, String otherwise, String doc) {
    declare(name, format.expected(), otherwise, example, doc);
    return value(name, format);
  }

  /** A value that has to be there. */
  <T> T require(String name, Format<T> format, String example, String doc) {
    declare(name, format.expected(), "required", example, doc);
    if (present && node(name).isEmpty()) {
      reading.complain(
          mapping.place(), pathOf(name), "is missing; expected " + format.expected() + ".");
    }
    return value(name, format).orElseGet(() -> format.parse(example));
  }

  /** Any number of values of one form: a list, or a single one without the list around it. */
  <T> List<T> list(String name, Format<T> format, String example, String doc) {
    declare(name, format.expected() + "; or a list of them", "none", example, doc);
    String key = pathOf(name);
    Optional<List<T>> written = node(name).map(node -> items(key, node, format));
    Optional<List<T>> overriding =
        reading.variable(key).map(node -> items(key, node.split(), format));
    return overriding.or(() -> written).orElse(List.of());
  }

  private <T> List<T> items(String key, Node node, Format<T> format) {
    reading.locate(key, node);
    List<Node> items = node instanceof Node.Sequence list ? list.items() : List.of(node);
    return items.stream().flatMap(item -> reading.parse(key, item, format).stream()).toList();
  }

  /** The section of that name. One that is absent or empty has all its defaults. */
  <T> T section(String name, String doc, Function<Section, T> record) {
    declareSection(name, doc);
    Optional<Node> written = node(name).filter(node -> !node.isEmpty());
    return record.apply(written.map(node -> child(name, node)).orElseGet(() -> absent(name)));
  }

  /** The section of that name, or nothing when it is absent or empty. */
  <T> Optional<T> findSection(String name, String doc, Function<Section, T> record) {
    declareSection(name, doc);
    T _ = record.apply(absent(name)); // so that its keys are known without it
    return node(name).filter(node -> !node.isEmpty()).map(node -> record.apply(child(name, node)));
  }

  /** A section, or a word in its place. */
  <T> T sectionOr(
      Format<T> word, String otherwise, String name, String doc, Function<Section, T> record) {
    declareSection(name, doc);
    declare(name, word.expected(), "`" + otherwise + "`", otherwise, doc);
    Optional<Node> written = node(name).filter(Node.Mapping.class::isInstance);
    T inSection =
        record.apply(written.map(node -> child(name, node)).orElseGet(() -> absent(name)));
    return written.isPresent()
        ? inSection
        : value(name, word).orElseGet(() -> word.parse(otherwise));
  }

  /** A list of sections of one shape. */
  <T> List<T> sections(String name, String doc, Function<Section, T> record) {
    declareSection(name + "[]", doc);
    T _ = record.apply(absent(name + "[]")); // so that its keys are known without any item
    List<T> records = new ArrayList<>();
    for (Node item : node(name).map(list -> itemsOf(name, list)).orElse(List.of())) {
      records.add(record.apply(child(name + "[" + records.size() + "]", item)));
    }
    return records;
  }

  private List<Node> itemsOf(String name, Node node) {
    reading.locate(pathOf(name), node);
    if (node instanceof Node.Sequence list) {
      return list.items();
    }
    if (!node.isEmpty()) {
      String complaint = "is %s; expected a list, each item with a dash.".formatted(node.shown());
      reading.complain(node.place(), pathOf(name), complaint);
    }
    return List.of();
  }

  /** Notes that a key contradicts another, unless one of the two is wrong by itself. */
  void conflict(String name, String other, String complaint) {
    reading.conflict(pathOf(name), pathOf(other), complaint);
  }

  private void declare(String name, String expected, String otherwise, String example, String doc) {
    reading
        .schema()
        .addKey(new Key(Schema.general(pathOf(name)), expected, otherwise, example, doc));
  }

  private void declareSection(String name, String doc) {
    reading.schema().addSection(Schema.general(pathOf(name)), doc);
  }

  private Section child(String name, Node node) {
    return of(reading, pathOf(name), node);
  }

  private Section absent(String name) {
    return absent(reading, pathOf(name), mapping.place());
  }

  private <T> Optional<T> value(String name, Format<T> format) {
    String key = pathOf(name);
    Optional<T> written = node(name).flatMap(node -> reading.parse(key, node, format));
    Optional<T> overriding =
        reading.variable(key).flatMap(text -> reading.parse(key, text, format));
    return overriding.or(() -> written);
  }

  private Optional<Node> node(String name) {
    return Optional.ofNullable(mapping.entries().get(name));
  }

  private String pathOf(String name) {
    return Schema.join(path, name);
  }
}
