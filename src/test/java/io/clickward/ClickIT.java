package io.clickward;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickward.testing.Clickward;
import io.clickward.testing.Finished;
import io.clickward.testing.Lab;
import io.clickward.testing.Serving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole program and the clients that most people have: a mail in, a click out, an event. */
class ClickIT {
  private static final String HOST = "links.example.test";
  private static final String OTHER = "go.example.org";
  private static final Path MAILS = Path.of("src/test/resources/rewrite/mails");

  /** One HTML part, 7bit, three links. */
  private static final Path RECEIPT = MAILS.resolve("40-receipt.eml");

  private static final List<String> RECEIPT_DESTINATIONS =
      List.of(
          "https://shop.example.com/orders/4711",
          "https://shop.example.com/orders/4711/invoice.pdf?sig=a1b2&t=1709623800",
          "http://shop.example.com/terms");

  @TempDir private static Path folder;
  private static Clickward clickward;
  private static Serving serving;

  /** The sealed links of the receipt, in their order, then the pixel. */
  private static List<String> links;

  @BeforeAll
  static void start() throws Exception {
    clickward = Clickward.in(folder, HOST, OTHER);
    links = rewrite("receipt");
    serving = clickward.serve();
  }

  @AfterAll
  static void stop() throws Exception {
    serving.close();
  }

  private static List<String> rewrite(String message) throws Exception {
    String mail = clickward.rewrite(RECEIPT, HOST, message, "--recipient", "Reader@example.org");
    assertThat(mail).doesNotContain("shop.example.com/orders").doesNotContain("Reader@example");
    List<String> links = Clickward.sealed(mail);
    assertThat(links).hasSize(RECEIPT_DESTINATIONS.size() + 1);
    return links;
  }

  /** What was recorded of the clients whose User-Agent begins so. */
  private static List<JsonNode> eventsOf(String userAgent) throws Exception {
    return clickward.events().stream()
        .filter(event -> event.get("userAgent").asText().startsWith(userAgent))
        .toList();
  }

  /** Runs curl with the installation's CA and no other, and gives the response's head. */
  private String curl(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Lab.require("curl").toString(), "--silent", "--show-error", "--dump-header"));
    command.addAll(List.of("-", "--output", "/dev/null", "--noproxy", "*"));
    command.addAll(List.of("--cacert", clickward.authority().toString()));
    for (String host : List.of(HOST, OTHER)) {
      command.add("--connect-to");
      command.add("%s:%d:127.0.0.1:%d".formatted(host, clickward.https(), clickward.https()));
    }
    command.addAll(List.of(arguments));
    return Finished.of(command).orThrow().out();
  }

  private static Map<String, List<String>> fields(String head) {
    return head.lines()
        .skip(1)
        .filter(line -> line.contains(": "))
        .map(line -> line.split(": ", 2))
        .collect(groupingBy(f -> f[0].toLowerCase(Locale.ROOT), mapping(f -> f[1], toList())));
  }

  @ParameterizedTest
  @CsvSource({"--http1.1,HTTP/1.1 302 Found", "--http2,HTTP/2 302"})
  void redirectsCurlAndRecordsEveryClick(String version, String status) throws Exception {
    for (int i = 0; i < RECEIPT_DESTINATIONS.size(); i++) {
      String head = curl(version, "--user-agent", "Reader" + version + "/" + i, links.get(i));
      assertThat(head.lines().findFirst().orElseThrow().trim()).isEqualTo(status);
      assertThat(fields(head))
          .containsEntry("location", List.of(RECEIPT_DESTINATIONS.get(i)))
          .containsEntry("cache-control", List.of("private, no-store"))
          .containsEntry("x-robots-tag", List.of("noindex"))
          .containsEntry("referrer-policy", List.of("no-referrer"))
          .doesNotContainKey("server")
          .doesNotContainKey("set-cookie");
    }

    List<JsonNode> events = eventsOf("Reader" + version);
    assertThat(events).hasSameSizeAs(RECEIPT_DESTINATIONS);
    for (int i = 0; i < events.size(); i++) {
      assertIsClick(events.get(i), i);
      assertThat(events.get(i).get("userAgent").asText()).isEqualTo("Reader" + version + "/" + i);
    }
  }

  private static void assertIsClick(JsonNode event, int link) {
    assertThat(event.get("kind").asText()).isEqualTo("click");
    assertThat(event.get("domain").asText()).isEqualTo(HOST);
    assertThat(event.get("message").asText()).isEqualTo("receipt");
    assertThat(event.get("recipient").asText()).matches("[0-9a-f]{32}");
    assertThat(event.get("link").asInt()).isEqualTo(link);
    assertThat(event.get("url").asText()).isEqualTo(RECEIPT_DESTINATIONS.get(link));
    assertThat(event.get("ip").asText()).isEqualTo("127.0.0.1");
    assertThat(event.get("verdict").asText()).isEqualTo("unclassified");
    assertThat(event.get("reasons")).isEmpty();
  }

  @Test
  void recordsAnOpenWhenThePixelIsLoaded() throws Exception {
    String head = curl("--http2", "--user-agent", "Opener", links.getLast());
    assertThat(head).startsWith("HTTP/2 200");
    assertThat(fields(head))
        .containsEntry("content-type", List.of("image/gif"))
        .containsEntry("cache-control", List.of("private, no-store"));
    assertThat(eventsOf("Opener"))
        .singleElement()
        .satisfies(event -> assertThat(event.get("kind").asText()).isEqualTo("open"))
        .satisfies(event -> assertThat(event.get("link").asInt()).isEqualTo(-1))
        .satisfies(event -> assertThat(event.get("url").asText()).isEmpty());
  }

  @Test
  void givesOnePseudonymToOneRecipientWhateverTheMail() throws Exception {
    curl("--user-agent", "Same/1", links.getFirst());
    curl("--user-agent", "Same/2", rewrite("another").getFirst());
    List<JsonNode> events = eventsOf("Same");
    assertThat(events.get(1).get("message").asText()).isEqualTo("another");
    assertThat(events.get(1).get("recipient")).isEqualTo(events.get(0).get("recipient"));
  }

  @Test
  void redirectsAHeadAndCountsItAsAMachine() throws Exception {
    String head = curl("--head", "--user-agent", "Scanner", links.getFirst());
    assertThat(fields(head)).containsEntry("location", List.of(RECEIPT_DESTINATIONS.getFirst()));
    assertThat(eventsOf("Scanner"))
        .singleElement()
        .satisfies(event -> assertThat(event.get("verdict").asText()).isEqualTo("machine"))
        .satisfies(event -> assertThat(event.get("reasons").get(0).asText()).isEqualTo("head"));
  }

  @Test
  void opensALinkOnTheHostThatItWasSealedForAndNowhereElse() throws Exception {
    String moved = links.getFirst().replace(HOST, OTHER);
    assertThat(curl("--user-agent", "Mover", moved)).startsWith("HTTP/2 404");
    assertThat(curl("--user-agent", "Mover", "--header", "Host: " + HOST, moved))
        .startsWith("HTTP/2 421");
    assertThat(eventsOf("Mover")).isEmpty();
  }

  @Test
  void followingShowsALaterEvent() throws Exception {
    Path out = folder.resolve("follow.jsonl");
    String config = clickward.config().toString();
    Process follow =
        clickward.start(
            out, folder.resolve("follow.err"), "events", "--config", config, "--follow");
    try {
      curl("--user-agent", "Early", links.getFirst());
      while (!follows(out, "Early")) {
        Thread.sleep(50); // the test's own time limit ends this
      }
      curl("--user-agent", "Late", links.getFirst());
      while (!follows(out, "Late")) {
        Thread.sleep(50);
      }
      assertThat(follow.isAlive()).isTrue();
    } finally {
      follow.destroy();
      follow.waitFor();
    }
    for (String line : Files.readAllLines(out)) {
      assertThat(Clickward.event(line).get("domain").asText()).isEqualTo(HOST);
    }
  }

  private static boolean follows(Path out, String userAgent) throws IOException {
    return Files.readString(out).contains("\"userAgent\":\"" + userAgent + "\"");
  }

  /** Talks TLS as openssl does; gives everything it says. */
  private Finished openssl(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Lab.require("openssl").toString(), "s_client", "-connect"));
    command.add("127.0.0.1:" + clickward.https());
    command.addAll(List.of("-CAfile", clickward.authority().toString(), "-verify_return_error"));
    command.addAll(List.of(arguments));
    return Finished.of(command);
  }

  @ParameterizedTest
  @ValueSource(strings = {HOST, OTHER})
  void showsEachHostsOwnCertificateByItsName(String host) throws Exception {
    Finished handshake = openssl("-servername", host, "-verify_hostname", host).orThrow();
    assertThat(handshake.out()).contains("Verification: OK").contains("Verified peername: " + host);
    String stranger = host.equals(HOST) ? OTHER : HOST;
    Finished mistaken = openssl("-servername", host, "-verify_hostname", stranger);
    assertThat(mistaken.exitCode()).isNotZero();
    assertThat(mistaken.err()).containsIgnoringCase("hostname mismatch");
  }

  @Test
  void refusesAnUnknownNameAndNone() throws Exception {
    for (Finished refused :
        List.of(openssl("-servername", "stranger.example.net"), openssl("-noservername"))) {
      assertThat(refused.exitCode()).isNotZero();
      assertThat(refused.err()).contains("unrecognized name");
      assertThat(refused.out()).contains("no peer certificate available");
    }
  }

  @ParameterizedTest
  @CsvSource({"-tls1_2,TLSv1.2", "-tls1_3,TLSv1.3"})
  void takesModernTls(String option, String protocol) throws Exception {
    assertThat(openssl("-servername", HOST, option).orThrow().out())
        .containsPattern("New, TLSv1.[23], Cipher is (TLS_AES|TLS_CHACHA20|ECDHE-ECDSA)")
        .contains(protocol);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1", "-tls1_1"})
  void refusesOldTls(String option) throws Exception {
    // Level 0 lets the client offer it: the refusal is the server's.
    Finished refused = openssl("-servername", HOST, option, "-cipher", "DEFAULT@SECLEVEL=0");
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err()).contains("alert protocol version");
  }

  @Test
  void refusesCipherSuitesWithoutForwardSecrecy() throws Exception {
    Finished refused =
        openssl("-servername", HOST, "-tls1_2", "-cipher", "AES128-GCM-SHA256:AES128-SHA");
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err()).contains("handshake failure");
  }

  @Test
  void saysOnTheAdminPortHowItDoesWithoutNamingADomain() throws Exception {
    curl(links.getFirst());
    assertThat(serving.admin("/health/live").statusCode()).isEqualTo(200);
    assertThat(serving.admin("/health/ready").statusCode()).isEqualTo(200);
    String metrics = serving.admin("/metrics").body();
    assertThat(metrics)
        .contains("clickward_redirects_total", "clickward_journal_durable_total")
        .contains("clickward_tls_handshakes_total", "clickward_connections_total")
        .doesNotContain(HOST, OTHER);
    assertThat(metrics).containsPattern("(?m)^clickward_redirects_total [1-9]");
  }

  @Test
  void logsNeitherRecipientsNorDestinations() throws Exception {
    Finished rewriting =
        clickward.rewriting(RECEIPT, HOST, "unlogged", "--recipient", "Reader@example.org");
    String link = Clickward.sealed(rewriting.out()).getFirst();
    assertThat(curl("--user-agent", "Unlogged", link)).startsWith("HTTP/2 302");
    assertThat(curl(link.replace(HOST, OTHER))).startsWith("HTTP/2 404");
    String pseudonym = eventsOf("Unlogged").getFirst().get("recipient").asText();
    assertThat(pseudonym).hasSize(32);

    assertThat(serving.log()).contains("link domains in the configuration: 2");
    assertThat(serving.log() + rewriting.err())
        .doesNotContainIgnoringCase("reader@example")
        .doesNotContain(pseudonym)
        .doesNotContain(link.substring(link.lastIndexOf('/') + 1))
        .doesNotContain("shop.example.com");
  }
}
