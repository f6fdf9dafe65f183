package io.clickward.config;

import io.clickward.config.Node.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One reading of one file with the environment over it: what is wrong, where each value stands, and
 * which keys were asked for.
 */
final class Reading {
  /** Variables that others read: the start script and the key store. */
  private static final Set<String> RESERVED_VARIABLES =
      Set.of("CLICKWARD_JAVA_OPTS", "CLICKWARD_MASTER_KEY_FILE");

  /** What Kubernetes tells each container of a Service named clickward, or clickward-admin. */
  private static final Pattern OF_A_SERVICE =
      Pattern.compile(
          "CLICKWARD_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

  /** The last of them is told by its value: without that it is what somebody hoped to set. */
  private static final Pattern PORT_OF_A_SERVICE = Pattern.compile("CLICKWARD_(\\w+_)?PORT");

  private static final Pattern ADDRESS_OF_A_SERVICE = Pattern.compile("(tcp|udp|sctp)://.+");

  private static final Pattern LETTERS = Pattern.compile("[A-Za-z]+");

  private record Found(Place place, Problem problem) {
    /** The file from top to bottom, then the environment. */
    int order() {
      return switch (place) {
        case Place.Line line -> line.number();
        case Place.Variable _ -> Integer.MAX_VALUE;
      };
    }
  }

  private final Path file;
  private final Map<String, String> environment;
  private final Schema schema = new Schema();
  private final List<Found> found = new ArrayList<>();
  private final Set<String> unsound = new HashSet<>();
  private final Map<String, Place> places = new HashMap<>();

  Reading(Path file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
  }

  Schema schema() {
    return schema;
  }

  /** The folder of the file, which relative paths start from. */
  Path folder() {
    return file.toAbsolutePath().normalize().resolveSibling("");
  }

  /** The variable that overrides the key, if the key has one and it is set. */
  Optional<Node.Scalar> variable(String path) {
    return Key.variable(path).flatMap(this::variableNamed);
  }

  private Optional<Node.Scalar> variableNamed(String name) {
    return Optional.ofNullable(environment.get(name))
        .map(String::strip)
        .map(text -> new Node.Scalar(text, text.isEmpty(), new Place.Variable(name)));
  }

  /** Reads what stands at {@code path}, or notes why it cannot be read. */
  <T> Optional<T> parse(String path, Node node, Format<T> format) {
    locate(path, node);
    String hint = "";
    if (node instanceof Node.Scalar scalar && !scalar.isEmpty()) {
      try {
        return Optional.of(format.parse(scalar.text()));
      } catch (IllegalArgumentException e) {
        hint = format.hint().apply(scalar.text()).map(sentence -> " " + sentence).orElse("");
      }
    }
    complain(
        node.place(),
        path,
        "is %s; expected %s.%s".formatted(node.shown(), format.expected(), hint));
    return Optional.empty();
  }

  /** Remembers where the value of a key stands, for {@link #conflict}. */
  void locate(String path, Node node) {
    places.put(path, node.place());
  }

  /** Notes a problem that leaves the key without a value to go by. */
  void complain(Place place, String path, String complaint) {
    unsound.add(path);
    note(place, path, complaint);
  }

  /** Notes that one key contradicts another, unless one of the two is wrong by itself. */
  void conflict(String path, String other, String complaint) {
    if (unsound.stream().noneMatch(bad -> touches(bad, path) || touches(bad, other))) {
      note(place(path), path, complaint);
    }
  }

  private static boolean touches(String bad, String path) {
    return Schema.covers(bad, path) || Schema.covers(path, bad);
  }

  private Place place(String path) {
    Place place = places.get(path);
    if (place != null) {
      return place;
    }
    return path.isEmpty() ? new Place.Line(0) : place(Schema.parent(path));
  }

  /** Notes a problem that leaves the value of the key as good as it was. */
  void note(Place place, String path, String complaint) {
    String key = Node.onOneLine(path);
    Problem problem =
        switch (place) {
          case Place.Variable variable ->
              new Problem("environment", Node.onOneLine(variable.name()), complaint);
          case Place.Line line when line.number() == 0 ->
              new Problem(file.toString(), key, complaint);
          case Place.Line line -> new Problem(file + ":" + line.number(), key, complaint);
        };
    found.add(new Found(place, problem));
  }

  /** Ends the reading: nothing beyond this problem can be found. */
  ConfigException refuse(int line, String complaint) {
    note(new Place.Line(line), "", complaint);
    return refusal();
  }

  /**
   * Ends the reading.
   *
   * @throws ConfigException with every problem noted, if there is one
   */
  void finish(Node root) throws ConfigException {
    refuseUnknownKeys("", root);
    refuseUnknownVariables();
    if (!found.isEmpty()) {
      throw refusal();
    }
  }

  private ConfigException refusal() {
    List<Problem> problems =
        found.stream().sorted(Comparator.comparingInt(Found::order)).map(Found::problem).toList();
    return new ConfigException(file, problems);
  }

  private void refuseUnknownKeys(String path, Node node) {
    switch (node) {
      case Node.Scalar _ -> {}
      case Node.Sequence list -> {
        for (int i = 0; i < list.items().size(); i++) {
          refuseUnknownKeys(path + "[" + i + "]", list.items().get(i));
        }
      }
      case Node.Mapping mapping ->
          mapping
              .entries()
              .forEach((name, value) -> refuseUnknownKey(Schema.join(path, name), name, value));
    }
  }

  private void refuseUnknownKey(String path, String name, Node value) {
    if (unsound.contains(path)) {
      return;
    }
    if (!LETTERS.matcher(name).matches()) { // or "journal.waitMax" would pass for a known path
      complain(value.place(), path, "is not a key; keys have letters only, sections are indented.");
    } else if (schema.isSection(path)) {
      refuseUnknownKeys(path, value);
    } else if (!schema.isKey(path)) {
      complain(value.place(), path, "is not a key. " + schema.hint(path));
    }
  }

  private void refuseUnknownVariables() {
    Set<String> known = new TreeSet<>(RESERVED_VARIABLES);
    schema.keys().forEach(key -> key.variable().ifPresent(known::add));
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(Key.VARIABLE_PREFIX) && !known.contains(name) && !isOfAService(name)) {
        String complaint =
            "overrides no key."
                + Nearest.to(name, known).map(word -> " " + Format.didYouMean(word)).orElse("");
        note(new Place.Variable(name), name, complaint);
      }
    }
  }

  private boolean isOfAService(String name) {
    return OF_A_SERVICE.matcher(name).matches()
        || (PORT_OF_A_SERVICE.matcher(name).matches()
            && ADDRESS_OF_A_SERVICE.matcher(environment.getOrDefault(name, "")).matches());
  }
}
