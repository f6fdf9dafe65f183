package io.clickward.config;

import io.clickward.config.Node.Place;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Turns YAML text into nodes, straight from the parser's events. No type is guessed, so that {@code
 * no} stays a word. Anchors, aliases, tags and deep nesting, which make a small file large or run a
 * reader out of stack, are refused: a configuration needs none of them.
 */
final class Tree {
  private static final int NESTING_MAX = 16;

  private final Reading reading;
  private final Iterator<Event> events;

  private Tree(Reading reading, Iterator<Event> events) {
    this.reading = reading;
    this.events = events;
  }

  /**
   * Reads the one document of {@code text}; empty when there is none.
   *
   * @throws ConfigException when it cannot be read to its end
   */
  static Optional<Node> parse(String text, Reading reading) throws ConfigException {
    LoadSettings settings = LoadSettings.builder().build();
    try {
      return new Tree(reading, new Parse(settings).parseString(text).iterator()).document();
    } catch (MarkedYamlEngineException e) {
      throw reading.refuse(e.getProblemMark().map(Tree::line).orElse(0), syntax(e.getProblem()));
    } catch (ReaderException e) {
      int line = 1 + (int) text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      throw reading.refuse(
          line,
          "has the character U+%04X; expected none but printable ones."
              .formatted(e.getCodePoint()));
    } catch (YamlEngineException e) {
      throw reading.refuse(0, syntax(String.valueOf(e.getMessage())));
    }
  }

  private static String syntax(String problem) {
    return problem.contains("TAB")
        ? "has a tab where YAML expects spaces; indent with spaces."
        : "is not valid YAML: %s. Check the indentation of this line and of the one above it; a value with brackets, or with a colon and a space, needs quotes."
            .formatted(problem);
  }

  private Optional<Node> document() throws ConfigException {
    Optional<Node> root = Optional.empty();
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof NodeEvent start && root.isPresent()) {
        throw reading.refuse(line(start), "begins a second document; expected one.");
      } else if (event instanceof NodeEvent start) {
        root = Optional.of(node(start, place(start), "", 0));
      }
    }
    return root;
  }

  private Node node(Event event, Place place, String path, int depth) throws ConfigException {
    refuseProperties(event);
    if (depth > NESTING_MAX) {
      throw reading.refuse(
          line(event),
          "is nested deeper than any key is; expected at most %d levels.".formatted(NESTING_MAX));
    }
    return switch (event) {
      case ScalarEvent scalar -> scalar(scalar, place);
      case SequenceStartEvent _ -> sequence(place, path, depth);
      case MappingStartEvent _ -> mapping(place, path, depth);
      default -> throw new IllegalStateException("no node begins with " + event);
    };
  }

  /** Node properties are anchors and tags (YAML 1.2.2 section 6.9); an alias names an anchor. */
  private void refuseProperties(Event event) throws ConfigException {
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      throw reading.refuse(
          line(event),
          "has the anchor or alias `%s`; expected every value written out where it belongs."
              .formatted(node.getAnchor().get()));
    }
    Optional<String> tag =
        switch (event) {
          case ScalarEvent scalar -> scalar.getTag();
          case CollectionStartEvent start -> start.getTag();
          default -> Optional.empty();
        };
    if (tag.isPresent()) {
      throw reading.refuse(
          line(event),
          "has the tag `%s`; expected plain values without tags."
              .formatted(tag.get().replace("tag:yaml.org,2002:", "!!")));
    }
  }

  private static Node scalar(ScalarEvent scalar, Place place) {
    String text = scalar.getValue();
    boolean empty = scalar.isPlain() && (text.isEmpty() || text.equals("~") || text.equals("null"));
    return new Node.Scalar(text, empty, place);
  }

  private Node sequence(Place place, String path, int depth) throws ConfigException {
    List<Node> items = new ArrayList<>();
    for (Event next = events.next(); next instanceof NodeEvent; next = events.next()) {
      items.add(node(next, place(next), path + "[" + items.size() + "]", depth + 1));
    }
    return new Node.Sequence(items, place);
  }

  private Node mapping(Place place, String path, int depth) throws ConfigException {
    SequencedMap<String, Node> entries = new LinkedHashMap<>();
    for (Event next = events.next(); next instanceof NodeEvent; next = events.next()) {
      String key = key(next);
      String keyPath = Schema.join(path, key);
      Node former = entries.putIfAbsent(key, node(events.next(), place(next), keyPath, depth + 1));
      if (former != null) {
        reading.note(place(next), keyPath, "is written twice; expected it once.");
      }
    }
    return new Node.Mapping(entries, place);
  }

  private String key(Event event) throws ConfigException {
    refuseProperties(event);
    if (event instanceof ScalarEvent scalar) {
      return scalar.getValue();
    }
    throw reading.refuse(
        line(event),
        "has a list or a mapping where a key should stand; quote values that begin with { or [.");
  }

  private static Place place(Event event) {
    return new Place.Line(line(event));
  }

  private static int line(Event event) {
    return event.getStartMark().map(Tree::line).orElse(0);
  }

  private static int line(Mark mark) {
    return mark.getLine() + 1;
  }
}
