package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Finished;
import io.clickward.testing.Lab;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of two certificates a client gets, as openssl's client sees it. */
class RsaTest {
  /** What a client offers that knows no ECDSA, in each of the ways in which TLS can say so. */
  private static final String OLD_SUITES = "-tls1_2 -cipher aRSA";

  private static final String OLD_SIGNATURES =
      "-sigalgs RSA+SHA256:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "-tls1_3, ECDSA",
    "-tls1_2, ECDSA",
    "-tls1_2 -cipher ALL, ECDSA",
    "-tls1_2 -cipher aRSA:aECDSA, ECDSA",
    OLD_SUITES + ", RSA",
    "-tls1_2 " + OLD_SIGNATURES + ", RSA",
    "-tls1_3 " + OLD_SIGNATURES + ", RSA"
  })
  void showsEcdsaToClientsThatCanAndRsaToOthers(String offer, String shown) throws Exception {
    try (EdgeRig rig = EdgeRig.withRsa(folder)) {
      assertThat(handshake(rig, offer))
          .contains("Verification: OK")
          .containsPattern("Peer signature type: " + (shown.equals("RSA") ? "RSA" : "ECDSA"))
          .contains("Server public key is " + (shown.equals("RSA") ? "2048" : "256") + " bit");
      assertThat(rig.edge.stats().handshakeFailures()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {OLD_SUITES, "-tls1_3 " + OLD_SIGNATURES})
  void hasOnlyEcdsaByDefault(String offer) throws Exception {
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder)) {
      assertThat(handshake(rig, offer)).contains("no peer certificate available");
    }
  }

  private String handshake(EdgeRig rig, String offer) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Lab.require("openssl").toString(), "s_client", "-connect"));
    command.addAll(List.of("127.0.0.1:" + rig.https(), "-servername", HOST));
    command.addAll(List.of("-CAfile", folder.resolve("ca.pem").toString()));
    command.addAll(List.of(offer.split(" ")));
    return new String(Finished.of(command).bytes(), ISO_8859_1);
  }

  @Test
  void keepsSessionsOfAHostWithBoth() throws Exception {
    Path session = folder.resolve("session");
    try (EdgeRig rig = EdgeRig.withRsa(folder)) {
      assertThat(handshake(rig, OLD_SUITES + " -sess_out " + session)).contains("New, TLSv1");
      assertThat(handshake(rig, OLD_SUITES + " -sess_in " + session)).contains("Reused, TLSv1");
      assertThat(rig.edge.stats().handshakes()).isEqualTo(2);
    }
  }
}
