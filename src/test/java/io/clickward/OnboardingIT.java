package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickward.command.Program;
import io.clickward.testing.Clickward;
import io.clickward.testing.Eventually;
import io.clickward.testing.Finished;
import io.clickward.testing.Serving;
import io.clickward.testing.TestCa;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sender's way from {@code domain add} to a click over HTTPS that is trusted, with a real name
 * server and a real CA, by nothing but the commands; by each method that a CA offers.
 */
class OnboardingIT {
  private static final Path MAIL = Path.of("src/test/resources/rewrite/mails/40-receipt.eml");
  private static final String HOST = "links.customer.test";
  private static final String MOVED = "links CNAME edge.operator.test.\n";

  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9+/_-]{32,}");

  @TempDir private Path folder;
  private SenderLab lab;

  @BeforeEach
  void begin() throws Exception {
    lab = new SenderLab(folder);
  }

  @AfterEach
  void end() throws Exception {
    lab.close();
  }

  @Test
  void aDomainGoesFromAddToATrustedClick() throws Exception {
    lab.start(MOVED);
    try (Serving serving = lab.clickward.serve()) {
      String added = lab.run("domain", "add", HOST).orThrow().out();
      assertThat(lab.run("domain", "verify", HOST).orThrow().out())
          .contains(HOST + " is registered");
      assertThat(lab.clicked(HOST, "/c/none").out())
          .as("served before the proof")
          .doesNotContain("404");

      publish(SenderLab.proof(added));
      lab.await(HOST, "edge-ready");
      switchOnAndClick();
      assertThat(serving.log()).doesNotContain("clickward-owner=");
      assertThat(lab.looksOnPort80()).isPositive();
    }
  }

  @Test
  void theCertificateIsProvedOnPort443WhereThePreflightFindsPort80Closed() throws Exception {
    lab.withoutPort80().start(MOVED);
    try (Serving _ = lab.clickward.serve()) {
      publish(SenderLab.proof(lab.run("domain", "add", HOST).orThrow().out()));
      lab.await(HOST, "edge-ready");

      assertThat(methods()).containsExactly("tlsAlpn01");
      assertThat(lab.looksOnPort80()).isZero();
      switchOnAndClick();
    }
  }

  @Test
  void aDelegatedChallengeBringsTheCertificateBeforeTheHostIsMoved() throws Exception {
    lab.withChallengeZone().withBinding().start("");
    try (Serving serving = lab.clickward.serve()) {
      String added = lab.run("domain", "add", HOST).orThrow().out();
      String proof = SenderLab.printed(added, "TXT");
      String cnames = SenderLab.printed(added, "CNAME");
      String delegation = cnames.lines().filter(line -> line.startsWith("_acme")).findAny().get();
      lab.publish(proof + delegation + "\n");
      lab.await(HOST, "certificate-ready");

      assertThat(lab.certificate(HOST).path("source").asText()).isEqualTo("acme");
      assertThat(methods()).containsExactly("dns01");
      assertThat(lab.looksOnPort80()).isZero();
      assertThat(lab.run("domain", "https", HOST).err()).contains("expected https can be");
      assertThat(lab.zones().log())
          .contains("adding an RR at '")
          .contains("deleting rrset at '")
          .contains("." + SenderLab.CHALLENGES + "' TXT");

      lab.publish(proof + cnames);
      lab.await(HOST, "edge-ready");
      switchOnAndClick();
      assertThat(serving.log()).contains("is https-on").doesNotContain(secretWords());
    }
  }

  /** Keys and tokens as they stand in their files: long words, those of armour left out. */
  private List<String> secretWords() throws IOException {
    List<String> words = new ArrayList<>();
    for (Path file : lab.secrets()) {
      List<String> found =
          SECRET.matcher(Files.readString(file)).results().map(MatchResult::group).toList();
      assertThat(found).as(file.toString()).isNotEmpty();
      words.addAll(found);
    }
    assertThat(lab.secrets()).hasSize(7);
    return words;
  }

  @Test
  void httpsIsRefusedWithWhatIsWrongUntilTheProbePasses() throws Exception {
    lab.start(MOVED);
    Path wrong =
        Files.writeString(
            folder.resolve("wrong.pem"),
            TestCa.pem(TestCa.root("Other CA", Instant.now()).certificate()));
    lab.configure("trust: " + lab.root(), "trust: " + wrong);
    try (Serving _ = lab.clickward.serve()) {
      publish(SenderLab.proof(lab.run("domain", "add", HOST).orThrow().out()));
      lab.await(HOST, "edge-ready");
      Finished refused = lab.run("domain", "https", HOST);
      assertThat(refused.exitCode()).isEqualTo(Program.REFUSED);
      assertThat(refused.err()).contains(HOST + " at 127.0.0.1");
      assertThat(lab.run("domain", "show", HOST).orThrow().out()).contains(HOST + " is edge-ready");
    }
  }

  @Test
  void aDeclaredDomainGetsToHttpsByItselfAndItsLinksAreHttpBefore() throws Exception {
    lab.start("");
    lab.configure(
        "  - host: declared.example\n", "  - host: %s\n    certificate: acme\n".formatted(HOST));
    assertThat(link("m-0")).startsWith("http://" + HOST);
    try (Serving serving = lab.clickward.serve()) {
      assertThat(lab.asked("show", HOST).path("state").asText()).isEqualTo("ownership-proven");
      assertThat(lab.run("domain", "https", HOST).exitCode()).isEqualTo(Program.REFUSED);
      assertThat(link("m-0")).startsWith("http://" + HOST);

      lab.publish(MOVED);

      Eventually.await(
          "https is on without anybody asking",
          Duration.ofMinutes(2),
          () -> link("m-1").startsWith("https://" + HOST));
      assertThat(lab.clicked(HOST, URI.create(link("m-1")).getPath()).orThrow().out())
          .startsWith("302 https://");
      assertThat(serving.log()).contains("is https-on: the live probe has passed");
    }
    assertThat(link("m-2")).as("also when no server runs").startsWith("https://" + HOST);
  }

  @Test
  void twoDomainsOfOneAccountGoTheWayInOneMoment() throws Exception {
    String other = "go.customer.test";
    lab.start("");
    try (Serving _ = lab.clickward.serve();
        ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Finished> first = both.submit(() -> lab.run("domain", "add", HOST));
      String added = lab.run("domain", "add", other).orThrow().out() + first.get().orThrow().out();
      lab.publish(SenderLab.printed(added, "(TXT|CNAME)"));

      Future<?> ready =
          both.submit(
              () -> {
                lab.await(HOST, "edge-ready");
                return HOST;
              });
      lab.await(other, "edge-ready");
      ready.get();
      switchOnAndClick();
      lab.run("domain", "https", other).orThrow();
      assertThat(lab.clicked(other, "/.well-known/clickward/health").orThrow().out())
          .startsWith("200");
      assertThat(lab.pebble().log().lines().filter(line -> line.contains("Added order")))
          .hasSize(2);
    }
  }

  @Test
  void troubleDegradesADomainVisiblyAndItsLinksGoOn() throws Exception {
    lab.start(MOVED);
    try (Serving serving = lab.clickward.serve()) {
      String proof = SenderLab.proof(lab.run("domain", "add", HOST).orThrow().out());
      publish(proof);
      lab.await(HOST, "edge-ready");
      switchOnAndClick();

      lab.publish("links A 127.0.0.9\n_clickward.links TXT \"" + proof + "\"\n");
      lab.await(HOST, "degraded");

      JsonNode shown = lab.asked("show", HOST);
      assertThat(shown.path("findings")).isNotEmpty();
      assertThat(shown.path("history").path(0).path("to").asText()).isEqualTo("degraded");
      assertThat(serving.log()).containsPattern("WARN .*" + HOST + " was https-on and is degraded");
      Eventually.await(
          "the gauge shows it",
          Duration.ofSeconds(30),
          () -> serving.metric("clickward_domains{state=\"degraded\"}") == 1);
      assertThat(link("m-2")).startsWith("https://" + HOST);
      assertThat(lab.clicked(HOST, URI.create(link("m-2")).getPath()).orThrow().out())
          .startsWith("302 https://");

      publish(proof);
      lab.await(HOST, "https-on");
    }
  }

  private List<String> methods() throws Exception {
    List<String> methods = new ArrayList<>();
    lab.certificate(HOST)
        .path("methods")
        .properties()
        .forEach(
            method -> {
              if (method.getValue().asBoolean()) {
                methods.add(method.getKey());
              }
            });
    return methods;
  }

  private String link(String message) throws IOException {
    try {
      return Clickward.sealed(lab.clickward.rewrite(MAIL, HOST, message)).getFirst();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void switchOnAndClick() throws Exception {
    assertThat(lab.run("domain", "https", HOST).orThrow().out()).contains(HOST + " is https-on");
    Clickward clickward = lab.clickward;
    String link = link("m-1");
    assertThat(link).startsWith("https://" + HOST + ":" + clickward.https() + "/c/");
    assertThat(lab.clicked(HOST, URI.create(link).getPath()).orThrow().out())
        .startsWith("302 https://");
    assertThat(clickward.events())
        .extracting(event -> event.path("message").asText())
        .contains("m-1");
  }

  private void publish(String proof) throws Exception {
    lab.publish(MOVED + "_clickward.links TXT \"" + proof + "\"\n");
  }
}
