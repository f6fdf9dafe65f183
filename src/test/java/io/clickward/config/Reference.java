package io.clickward.config;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes docs/reference/configuration.md from the schema. */
record Reference(Schema schema) {
  private static final int COMMENT_CHARACTERS_MAX = 90;

  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Generated from io.clickward.config; ./verify --update-golden writes it. -->

      One file, `clickward.yaml`, in YAML. Every key is optional unless its default says `required`;
      a key that is not listed here is refused, and all problems of a file are reported at once.

      - Durations are a whole number and a unit: `250ms`, `30s`, `10m`, `1h`, `400d`.
      - Sizes are a whole number and a unit: `512B`, `64KiB`, `1MiB`, `1GiB`.
      - Paths are relative to the folder of the configuration file.
      - Anchors, aliases, tags and files over 1 MiB are refused.
      - Every key outside `domains` can be overridden by the environment variable named beneath it;
        lists are written with commas. Other variables that begin with `CLICKWARD_` are refused, but
        for `CLICKWARD_JAVA_OPTS` and `CLICKWARD_MASTER_KEY_FILE`. Those that Kubernetes sets for a
        Service named `clickward`, such as `CLICKWARD_SERVICE_HOST` or
        `CLICKWARD_PORT=tcp://10.0.0.1:80`, are passed over.

      A short file to begin with is [clickward.yaml](../examples/clickward.yaml).
      """;

  /** The schema, found the only way there is: by reading, here a file that says nothing. */
  static Reference ofAnEmptyFile() {
    Reading reading = new Reading(Path.of("clickward.yaml"), Map.of());
    Node nothing = new Node.Mapping(new LinkedHashMap<>(), new Node.Place.Line(1));
    Config _ = Config.from(Section.root(reading, nothing));
    return new Reference(reading.schema());
  }

  String page() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    page.append("\n## Top level\n\n").append(table(""));
    schema
        .sections()
        .forEach(
            (path, doc) -> page.append("\n## `%s`\n\n%s\n\n%s".formatted(path, doc, table(path))));
    return page.append("\n## Every key\n\n```yaml\n").append(example()).append("```\n").toString();
  }

  /** A complete file with every key, each under its sentence. */
  String example() {
    StringBuilder yaml = new StringBuilder();
    keysOf("").forEach(key -> yaml.append(entry(key, "")).append('\n'));
    for (String path : schema.sections().keySet()) {
      if (!path.contains(".")) {
        yaml.append(block(path)).append('\n');
      }
    }
    return yaml.toString().stripTrailing() + "\n";
  }

  /** A section with its keys and, indented beneath them, the sections in it. */
  private String block(String path) {
    StringBuilder entries = new StringBuilder();
    keysOf(path).forEach(key -> entries.append(entry(key, "  ")));
    schema.sections().keySet().stream()
        .filter(inner -> Schema.parent(inner).equals(path))
        .filter(inner -> !schema.isKey(inner)) // stands in place of a word, which the example has
        .forEach(inner -> entries.append(block(inner).indent(2)));
    String name = path.substring(path.lastIndexOf('.') + 1).replace("[]", "");
    return name + ":\n" + (path.endsWith("[]") ? asListItem(entries.toString()) : entries);
  }

  private String table(String section) {
    String rows = keysOf(section).stream().map(Reference::row).collect(joining());
    return "| Key | Value | Default | Meaning |\n|---|---|---|---|\n" + rows;
  }

  private static String row(Key key) {
    String variable = key.variable().map(name -> "<br>`" + name + "`").orElse("");
    return "| `%s`%s | %s | %s | %s |\n"
        .formatted(name(key), variable, key.expected(), key.otherwise(), key.doc());
  }

  private static String entry(Key key, String indent) {
    return comment(key.doc(), indent) + indent + name(key) + ": " + key.example() + "\n";
  }

  private static String comment(String text, String indent) {
    StringBuilder lines = new StringBuilder();
    String line = indent + "#";
    for (String word : List.of(text.replace("`", "").split(" ", -1))) {
      if (line.length() + 1 + word.length() > COMMENT_CHARACTERS_MAX) {
        lines.append(line).append('\n');
        line = indent + "#";
      }
      line += " " + word;
    }
    return lines.append(line).append('\n').toString();
  }

  private static String asListItem(String entries) {
    return "  - " + entries.indent(2).stripLeading();
  }

  private List<Key> keysOf(String section) {
    return schema.keys().stream().filter(key -> Schema.parent(key.path()).equals(section)).toList();
  }

  private static String name(Key key) {
    return key.path().substring(key.path().lastIndexOf('.') + 1);
  }
}
