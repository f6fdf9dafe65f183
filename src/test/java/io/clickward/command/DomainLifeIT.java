package io.clickward.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickward.config.ConfigReader;
import io.clickward.domain.HostName;
import io.clickward.domain.TrackingDomain;
import io.clickward.installation.Installation;
import io.clickward.installation.MailRewriting;
import io.clickward.rewrite.RewriteOptions;
import io.clickward.server.Server;
import io.clickward.testing.Clickward;
import io.clickward.testing.Eventually;
import io.clickward.testing.RawClient;
import io.clickward.testing.World;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A domain from the first token over its proof to a click, and a link to its end. */
class DomainLifeIT {
  private static final String HOST = "links.sender.example";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final World world = new World();
  private Installation installation;
  private Server server;
  private AdminClient admin;

  @BeforeEach
  void start() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("clickward.yaml"),
            """
            listen:
              http: 127.0.0.1:0
              https: 127.0.0.1:0
              admin: 127.0.0.1:0
              publicHttpPort: 80
              publicHttpsPort: 443
            domains:
              - host: declared.example
            """);
    installation = Installation.of(ConfigReader.read(config, Map.of()));
    server = open();
    admin = client();
  }

  private Server open() throws Exception {
    return Server.start(installation, Clock.systemUTC(), new SecureRandom(), _ -> world.checks());
  }

  private AdminClient client() throws Exception {
    return new AdminClient(
        URI.create("http://127.0.0.1:" + server.adminPort()), installation.adminToken().read());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode post(String path, ObjectNode body) throws Exception {
    return admin.send("POST", path, body);
  }

  private static ObjectNode body() {
    return JSON.createObjectNode();
  }

  private void own() throws Exception {
    JsonNode proof = post("/domains", body().put("host", HOST)).path("ownership");
    world
        .texts
        .computeIfAbsent(proof.path("name").asText(), _ -> new HashSet<>())
        .add(proof.path("value").asText());
    assertThat(post("/domains/" + HOST + "/verify", body()).path("state").asText())
        .isEqualTo("ownership-proven");
  }

  private String sealedLink(String message) throws Exception {
    TrackingDomain domain = installation.domain(HostName.parse(HOST)).orElseThrow();
    MailRewriting rewriting =
        new MailRewriting(
            installation,
            installation.linkKeys(Clock.systemUTC(), new SecureRandom()),
            domain,
            Clock.systemUTC());
    byte[] raw =
        "<a href=\"https://shop.example/spring\">Spring</a>".getBytes(StandardCharsets.UTF_8);
    MailRewriting.Mail mail =
        new MailRewriting.Mail(
            message,
            "reader@example.net",
            domain.clicks(),
            domain.opens(),
            null,
            true,
            List.of(),
            Map.of());
    byte[] rewritten =
        rewriting.rewrite(raw, mail, RewriteOptions.DEFAULT, rewriting.links(raw, mail)).bytes();
    return Clickward.sealed(new String(rewritten, StandardCharsets.UTF_8)).getFirst();
  }

  private String click(String link) throws IOException {
    try (RawClient client = RawClient.plain(server.http().getFirst().getPort())) {
      return client
          .send(
              "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(URI.create(link).getPath(), HOST))
          .rest();
    }
  }

  @Test
  void theFirstTokenIsInAFileOfItsOwnersAlone() throws Exception {
    Path file = installation.adminToken().path();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(admin.get("/domains/declared.example").path("declared").asBoolean()).isTrue();
  }

  @Test
  void aProvedDomainIsClickedAtOnceAndAfterARestart() throws Exception {
    JsonNode added = post("/domains", body().put("host", HOST));
    assertThat(added.path("requirements")).isNotEmpty();
    assertThat(click("http://" + HOST + "/c/x")).startsWith("HTTP/1.1 421 ");
    own();

    String link = sealedLink("m1");

    assertThat(link).startsWith("http://" + HOST + "/c/");
    assertThat(click(link)).startsWith("HTTP/1.1 302 ").contains("https://shop.example/spring");
    server.close();
    server = open();
    assertThat(click(link)).startsWith("HTTP/1.1 302 ");
  }

  @Test
  void newLinksAreHttpsWhenTheProbeHasPassed() throws Exception {
    own();
    world.ready(HOST);
    post("/domains/" + HOST + "/verify", body());
    assertThat(sealedLink("m1")).startsWith("http://");

    post("/domains/" + HOST + "/https", body());

    assertThat(sealedLink("m1")).startsWith("https://");
  }

  @Test
  void theKillSwitchStopsTheVeryNextClick() throws Exception {
    own();
    String one = sealedLink("m1");
    String other = sealedLink("m2");

    JsonNode kill = post("/revocations", body().put("message", "m1"));

    assertThat(click(one)).startsWith("HTTP/1.1 410 ").doesNotContain("shop.example");
    assertThat(click(other)).startsWith("HTTP/1.1 302 ");
    admin.send("DELETE", "/revocations/" + kill.path("id").asText(), body());
    assertThat(click(one)).startsWith("HTTP/1.1 302 ");
    post("/revocations", body().put("destination", "SHOP.example"));
    assertThat(click(other)).startsWith("HTTP/1.1 410 ");
  }

  @Test
  void aRetiringDomainRedirectsAndSealsNothingAndARetiredOneIsGone() throws Exception {
    own();
    String link = sealedLink("m1");

    post("/domains/" + HOST + "/retire", body());

    assertThat(click(link)).startsWith("HTTP/1.1 302 ");
    assertThat(installation.domain(HostName.parse(HOST))).isEmpty();
    String soon = Clock.systemUTC().instant().plusSeconds(1).toString();
    post("/domains/" + HOST + "/retire", body().put("until", soon));
    Eventually.await("the end of " + HOST, Duration.ofSeconds(10), this::isRetired);
    assertThat(click(link)).startsWith("HTTP/1.1 421 ");
  }

  /** Looking at a domain whose time is over ends it, as the round of every minute does. */
  private boolean isRetired() throws IOException, InterruptedException {
    return admin
        .send("POST", "/domains/" + HOST + "/verify", body())
        .path("state")
        .asText()
        .equals("retired");
  }

  @Test
  void everyKindOfTokenComesAndGoes() throws Exception {
    post("/accounts", body().put("name", "acme"));
    JsonNode made = post("/tokens", body().put("role", "read").put("account", "acme"));
    AdminClient reader =
        new AdminClient(
            URI.create("http://127.0.0.1:" + server.adminPort()), made.path("secret").asText());
    assertThat(reader.get("/domains").path("items")).isEmpty();

    admin.send(
        "DELETE", "/tokens/" + made.path("token").path("id").asText() + "?account=acme", body());

    assertThat(catchThrowable(() -> reader.get("/domains")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no valid token");
  }
}
