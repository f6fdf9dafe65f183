package io.clickward.config;

import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** A piece of configuration as it is written. */
sealed interface Node {
  /** Where it begins. */
  Place place();

  /** Whether nothing stands there, not even quotes. */
  default boolean isEmpty() {
    return false;
  }

  /** How a message calls it. */
  String shown();

  /** Where something stands. */
  sealed interface Place {
    /** A line of the file, from 1; 0 is the file as a whole. */
    record Line(int number) implements Place {}

    /** A variable of the environment. */
    record Variable(String name) implements Place {}
  }

  /** Text, quoted or not; what it means is the business of whoever reads it. */
  record Scalar(String text, boolean isEmpty, Place place) implements Node {
    private static final int SHOWN_CHARACTERS_MAX = 80;

    @Override
    public String shown() {
      String oneLine = text.replaceAll("\\p{Cntrl}", " ");
      boolean fits = oneLine.length() <= SHOWN_CHARACTERS_MAX;
      return isEmpty
          ? "empty"
          : "`" + (fits ? oneLine : oneLine.substring(0, SHOWN_CHARACTERS_MAX) + "...") + "`";
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
