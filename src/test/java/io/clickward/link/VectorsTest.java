package io.clickward.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.clickward.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The test vectors of docs/reference/link-format.md, for whoever reads tokens elsewhere. */
class VectorsTest {
  private record Vector(String name, int generation, Instant now, Link link) {}

  private static final List<Vector> VECTORS =
      List.of(
          new Vector("pseudonym", 1, Links.NOW, Links.click("https://www.example.com/spring?a=1")),
          new Vector(
              "anonymous",
              1,
              Links.NOW,
              click("1234567", new Recipient.Anonymous(), "http://example.org")),
          new Vector(
              "identified",
              1,
              Links.NOW,
              click("0102019abc", new Recipient.Identified("user-42"), "HTTPS://Example.net/%7Ea")),
          new Vector(
              "text message id, destination as it is",
              1,
              Links.NOW,
              click(
                  "spring 2026",
                  new Recipient.Anonymous(),
                  "http://\u4f8b\u3048.test/\u30da\u30fc\u30b8")),
          new Vector("pixel", 1, Links.NOW, Links.open()),
          new Vector("next owner", 2, Links.NOW, Links.open()),
          new Vector("next key", 1, Links.SECOND_SEALS_FROM, Links.open()));

  @Test
  void everyVectorIsWhatWeSealAndOpen() throws IOException {
    Golden.assertMatches("link/vectors.json", json());
    for (Vector vector : VECTORS) {
      assertThat(seal(vector).open(token(vector), vector.link.kind())).isEqualTo(vector.link);
    }
  }

  @Test
  void theFormatAloneGivesTheSameToken() {
    Vector first = VECTORS.getFirst();
    assertThat(Sealed.token(LinkPlaintext.write(first.link))).isEqualTo(token(first));
  }

  @Test
  void theReferenceShowsEveryToken() throws IOException {
    String page = Files.readString(Path.of("docs/reference/link-format.md"));
    for (Vector vector : VECTORS) {
      assertThat(page).contains(token(vector));
    }
  }

  private static Link click(String message, Recipient recipient, String destination) {
    return new Link(
        LinkKind.CLICK,
        message,
        recipient,
        Links.NOW,
        0,
        300,
        Destination.of(destination.getBytes(UTF_8)));
  }

  private static LinkSeal seal(Vector vector) {
    return LinkSeal.of(Links.KEYRING, Links.HOST, vector.generation);
  }

  private static String token(Vector vector) {
    return seal(vector).seal(vector.link, vector.now);
  }

  private static String json() throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("installation", Links.KEYRING.installation().base64());
    List<Object> keys = new ArrayList<>();
    for (LinkKey key : Links.KEYRING.keys()) {
      keys.add(ordered("number", key.number(), "secret", key.secret().base64()));
    }
    root.put("keys", keys);
    root.put(
        "pseudonym",
        ordered("account", "acme", "address", "ada@example.com", "text", Links.PSEUDONYM.text()));
    root.put("host", Links.HOST);
    root.put("links", VECTORS.stream().map(VectorsTest::describe).toList());
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    return mapper.writeValueAsString(root) + "\n";
  }

  private static Map<String, Object> describe(Vector vector) {
    Link link = vector.link;
    byte[] sealed = Base64Url.decode(token(vector));
    return ordered(
        "name", vector.name,
        "generation", vector.generation,
        "key", (int) sealed[1],
        "kind", link.kind().name(),
        "message", link.message(),
        "recipient", link.recipient().getClass().getSimpleName(),
        "recipientText", link.recipient().text(),
        "sentAt", link.sentAt().toString(),
        "index", link.index(),
        "total", link.total(),
        "destination", new String(link.destination().bytes(), UTF_8),
        "plaintextHex", HexFormat.of().formatHex(LinkPlaintext.write(link)),
        "token", token(vector));
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
