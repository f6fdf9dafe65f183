package io.clickward.config;

import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** A piece of configuration as it is written. */
sealed interface Node {
  int SHOWN_CHARACTERS_MAX = 80;

  /** Where it begins. */
  Place place();

  /** Whether nothing stands there, not even quotes. */
  default boolean isEmpty() {
    return false;
  }

  /** How a message calls it. */
  String shown();

  /** What the user wrote, fit for a message: without control characters and not too long. */
  static String onOneLine(String text) {
    String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " ");
    return line.length() <= SHOWN_CHARACTERS_MAX
        ? line
        : line.substring(0, SHOWN_CHARACTERS_MAX) + "...";
  }

  /** Where something stands. */
  sealed interface Place {
    /** A line of the file, from 1; 0 is the file as a whole. */
    record Line(int number) implements Place {}

    /** A variable of the environment. */
    record Variable(String name) implements Place {}
  }

  /** Text, quoted or not; what it means is the business of whoever reads it. */
  record Scalar(String text, boolean isEmpty, Place place) implements Node {
    @Override
    public String shown() {
      return isEmpty ? "empty" : "`" + onOneLine(text) + "`";
    }

    /** The list that a variable of the environment writes with commas. */
    Sequence split() {
      return new Sequence(
          Stream.of(text.split(",", -1))
              .map(String::strip)
              .<Node>map(item -> new Scalar(item, item.isEmpty(), place))
              .toList(),
          place);
    }
  }

  /** The items of a list. */
  record Sequence(List<Node> items, Place place) implements Node {
    @Override
    public String shown() {
      return "a list";
    }
  }

  /** Keys and their values, in the order of the file. */
  record Mapping(SequencedMap<String, Node> entries, Place place) implements Node {
    @Override
    public String shown() {
      return "a mapping";
    }
  }
}
