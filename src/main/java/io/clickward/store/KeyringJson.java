package io.clickward.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickward.link.Keyring;
import io.clickward.link.LinkKey;
import io.clickward.link.Secret;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A keyring as JSON, the same in the key file and in an export. Reading is strict: a name that is
 * not known could be a mistyped one, and a mistake here loses every link ever sent. All problems of
 * a text are told at once, and none of them repeats a value, which may be a secret.
 */
final class KeyringJson {
  private static final String FORMAT = "clickward-link-keys-1";
  private static final Set<String> ROOT_NAMES = Set.of("format", "installation", "keys");
  private static final Set<String> KEY_NAMES = Set.of("number", "secret", "sealsFrom");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final List<String> problems = new ArrayList<>();

  private KeyringJson() {}

  static String write(Keyring keyring) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("installation", keyring.installation().base64());
    ArrayNode keys = root.putArray("keys");
    for (LinkKey key : keyring.keys()) {
      keys.addObject()
          .put("number", key.number())
          .put("secret", key.secret().base64())
          .put("sealsFrom", key.sealsFrom().toString());
    }
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    try {
      return JSON.writer(printer).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings and numbers is always JSON", e);
    }
  }

  /**
   * Reads a keyring.
   *
   * @param subject what the text is, to begin each message with
   * @param nextStep what the operator should do, to end the message with
   */
  static Keyring read(String text, String subject, String nextStep) throws KeyFileException {
    KeyringJson reading = new KeyringJson();
    Optional<Keyring> keyring = reading.keyring(text);
    if (keyring.isEmpty() || !reading.problems.isEmpty()) {
      throw new KeyFileException(
          "%s cannot be read:\n  %s\n%s"
              .formatted(subject, String.join("\n  ", reading.problems), nextStep));
    }
    return keyring.get();
  }

  private Optional<Keyring> keyring(String text) {
    Optional<JsonNode> root = parse(text);
    if (root.isEmpty()) {
      return Optional.empty();
    }
    checkNames("", root.get(), ROOT_NAMES);
    checkFormat(root.get());
    Optional<Secret> installation = value("", root.get(), "installation", Secret::parse);
    List<LinkKey> keys = keys(root.get().path("keys"));
    if (!problems.isEmpty() || installation.isEmpty()) {
      return Optional.empty();
    }
    return attempt("keys", () -> new Keyring(installation.get(), keys));
  }

  private Optional<JsonNode> parse(String text) {
    try {
      JsonNode root = JSON.readTree(text);
      if (root.isObject()) {
        return Optional.of(root);
      }
      problems.add("the text is not a JSON object");
    } catch (JsonProcessingException e) {
      problems.add(
          "line %d, column %d: not JSON, or a name stands twice"
              .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    }
    return Optional.empty();
  }

  private void checkFormat(JsonNode root) {
    if (!root.path("format").asText().equals(FORMAT)) {
      problems.add("format is not " + FORMAT);
    }
  }

  private void checkNames(String place, JsonNode node, Set<String> known) {
    for (var property : node.properties()) {
      if (!known.contains(property.getKey())) {
        problems.add(place + property.getKey() + " is not a name of this format");
      }
    }
  }

  private List<LinkKey> keys(JsonNode array) {
    if (!array.isArray() || array.isEmpty()) {
      problems.add("keys is not a list of at least one key");
    }
    List<LinkKey> keys = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      key("keys[" + i + "].", array.get(i)).ifPresent(keys::add);
    }
    return keys;
  }

  private Optional<LinkKey> key(String place, JsonNode node) {
    checkNames(place, node, KEY_NAMES);
    Optional<Secret> secret = value(place, node, "secret", Secret::parse);
    Optional<Instant> sealsFrom = value(place, node, "sealsFrom", KeyringJson::instant);
    if (!node.path("number").canConvertToInt()) {
      problems.add(place + "number is not a number; expected 1 to " + LinkKey.NUMBER_MAX);
    } else if (secret.isPresent() && sealsFrom.isPresent()) {
      int number = node.path("number").intValue();
      return attempt(place + "number", () -> new LinkKey(number, secret.get(), sealsFrom.get()));
    }
    return Optional.empty();
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("is not a time; expected 2026-01-31T12:00:00Z", e);
    }
  }

  private <T> Optional<T> value(
      String place, JsonNode node, String name, Function<String, T> parse) {
    JsonNode value = node.path(name);
    if (!value.isTextual()) {
      problems.add(place + name + " is missing or not a string");
      return Optional.empty();
    }
    return attempt(place + name, () -> parse.apply(value.textValue()));
  }

  private <T> Optional<T> attempt(String place, Supplier<T> make) {
    try {
      return Optional.of(make.get());
    } catch (IllegalArgumentException e) {
      problems.add(place + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
