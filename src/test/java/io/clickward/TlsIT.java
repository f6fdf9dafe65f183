package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickward.testing.Clickward;
import io.clickward.testing.Finished;
import io.clickward.testing.Lab;
import io.clickward.testing.Serving;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others' programs say of our TLS, for a host that shows both kinds of certificate. */
class TlsIT {
  private static final String HOST = "links.example.test";

  /** Everything that TLS 1.2 gets here: ephemeral keys and authenticated encryption only. */
  private static final List<String> SUITES_1_2 =
      List.of(
          "ECDHE-ECDSA-AES128-GCM-SHA256",
          "ECDHE-ECDSA-AES256-GCM-SHA384",
          "ECDHE-ECDSA-CHACHA20-POLY1305",
          "ECDHE-RSA-AES128-GCM-SHA256",
          "ECDHE-RSA-AES256-GCM-SHA384",
          "ECDHE-RSA-CHACHA20-POLY1305");

  private static final List<String> SUITES_1_3 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  /**
   * What testssl could not find out with this machine's openssl: GOST engines, which is none of our
   * business, and secure renegotiation, which a test of its own asks for.
   */
  private static final List<String> NOT_TESTED = List.of("engine_problem", "secure_renego");

  @TempDir private static Path folder;
  private static Clickward clickward;
  private static Serving serving;

  @BeforeAll
  static void start() throws Exception {
    clickward =
        Clickward.in(folder)
            .configure("  - host: %s\n    certificate: internal-with-rsa\n".formatted(HOST));
    serving = clickward.serve();
  }

  @AfterAll
  static void stop() throws Exception {
    serving.close();
  }

  @Test
  void testsslFindsNothingWeak() throws Exception {
    List<JsonNode> findings = testssl("-p", "-s", "-f", "-U");
    assertThat(findings)
        .filteredOn(finding -> !NOT_TESTED.contains(finding.get("id").asText()))
        .allSatisfy(
            finding ->
                assertThat(finding.get("severity").asText())
                    .as(finding.toString())
                    .isIn("OK", "INFO"));
    for (String old : List.of("SSLv2", "SSLv3", "TLS1", "TLS1_1")) {
      assertThat(finding(findings, old)).isEqualTo("not offered");
    }
    assertThat(finding(findings, "TLS1_2")).isEqualTo("offered");
    assertThat(finding(findings, "TLS1_3")).startsWith("offered");
    assertThat(finding(findings, "cipherlist_AVERAGE")).isEqualTo("not offered");
    List<String> suites = new ArrayList<>(SUITES_1_2);
    suites.addAll(SUITES_1_3);
    assertThat(finding(findings, "PFS_ciphers").split(" "))
        .containsExactlyInAnyOrderElementsOf(suites);
  }

  private static String finding(List<JsonNode> findings, String id) {
    return findings.stream()
        .filter(finding -> finding.get("id").asText().equals(id))
        .map(finding -> finding.get("finding").asText().strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError("testssl did not look at " + id));
  }

  private static List<JsonNode> testssl(String... checks) throws Exception {
    Path json = folder.resolve("testssl.json");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Lab.require("testssl").toString(), "--ip", "127.0.0.1"));
    command.addAll(List.of("--nodns", "none", "--warnings", "off", "--color", "0"));
    command.addAll(List.of("--jsonfile", json.toString()));
    command.addAll(List.of(checks));
    command.add(HOST + ":" + clickward.https());
    Finished finished = Finished.of(command);
    assertThat(json).as(finished.out() + finished.err()).exists();
    List<JsonNode> findings = new ArrayList<>();
    new ObjectMapper().readTree(Files.readString(json)).forEach(findings::add);
    return findings;
  }

  private static Finished openssl(String... offer) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Lab.require("openssl").toString(), "s_client", "-connect"));
    command.addAll(List.of("127.0.0.1:" + clickward.https(), "-servername", HOST));
    command.addAll(List.of(offer));
    return Finished.of(command);
  }

  @Test
  void renegotiatesSecurelyOrNotAtAll() throws Exception {
    assertThat(openssl("-tls1_2").orThrow().out()).contains("Secure Renegotiation IS supported");
  }

  @Test
  void takesEachOfItsSuitesAndNoOther() throws Exception {
    for (String suite : SUITES_1_2) {
      assertThat(openssl("-tls1_2", "-cipher", suite).orThrow().out())
          .contains("New, TLSv1.2, Cipher is " + suite);
    }
    String ours = String.join(":!", SUITES_1_2);
    Finished refused = openssl("-tls1_2", "-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0:!" + ours);
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err()).contains("handshake failure");
  }
}
