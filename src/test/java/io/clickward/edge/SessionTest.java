package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static io.clickward.edge.EdgeRig.OTHER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Domains;
import io.clickward.testing.Finished;
import io.clickward.testing.Lab;
import io.clickward.testing.TestClock;
import io.netty.handler.ssl.OpenSsl;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS sessions as a real client keeps them: they resume on their own host and on no other. */
class SessionTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void resumesASessionOnItsOwnHostOnly(String version) throws Exception {
    Path session = folder.resolve("session");
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder)) {
      assertThat(visit(rig, HOST, version, "-sess_out " + session)).contains("New, TLSv1");
      assertThat(visit(rig, HOST, version, "-sess_in " + session)).contains("Reused, TLSv1");
      assertThat(visit(rig, OTHER, version, "-sess_in " + session)).contains("New, TLSv1");
    }
  }

  /**
   * What TLS binds a session to has 32 bytes at most; a context that is not bound is not served.
   */
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void bindsTheSessionsOfAHostWithALongNameToItToo(String version) throws Exception {
    String host = "tracking.newsletter.a-customer.example.com";
    Path session = folder.resolve("session");
    try (EdgeRig rig = new EdgeRig(folder, Optional.empty(), Domains.of(host), Domains.of(OTHER))) {
      assertThat(visit(rig, host, version, "-sess_out " + session)).contains("New, TLSv1");
      assertThat(visit(rig, host, version, "-sess_in " + session)).contains("Reused, TLSv1");
      assertThat(visit(rig, OTHER, version, "-sess_in " + session)).contains("New, TLSv1");
    }
  }

  @Test
  void keepsNoSessionForAClientThatTakesNoTicket() throws Exception {
    Path session = folder.resolve("session");
    String without = "-tls1_2 -no_ticket";
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder)) {
      assertThat(visit(rig, HOST, without, "-sess_out " + session)).contains("New, TLSv1");
      assertThat(session).as("what the client was given to come back with").doesNotExist();
    }
  }

  /** A session is only given after the handshake, so the client has to ask for something. */
  private static String visit(EdgeRig rig, String host, String version, String session)
      throws Exception {
    Path openssl = Lab.require("openssl");
    String request =
        "GET /robots.txt HTTP/1.1\\r\\nHost: %s\\r\\nConnection: close\\r\\n\\r\\n".formatted(host);
    String command =
        "printf '%s' | %s s_client -connect 127.0.0.1:%d -servername %s %s %s -ign_eof"
            .formatted(request, openssl, rig.https(), host, version, session);
    Finished finished = Finished.of(List.of("sh", "-c", command));
    String output = new String(finished.bytes(), ISO_8859_1);
    assertThat(output).as(finished.err()).contains("200 OK");
    return output;
  }

  @Test
  void givesEachHostItsOwnTicketKeysAndForgetsThemAfterTwoPeriods() {
    assertThat(OpenSsl.isAvailable()).isTrue();
    TestClock clock = TestClock.at("2026-11-21T00:00:00Z");
    TicketKeys keys = new TicketKeys(clock, new SecureRandom());
    long period = keys.period();
    byte[] first = keys.of(HOST, period)[0].aesKey();
    assertThat(keys.of(HOST, period)[0].aesKey()).isEqualTo(first);
    assertThat(keys.of(OTHER, period)[0].aesKey()).isNotEqualTo(first);
    clock.advance(Duration.ofHours(8));
    assertThat(keys.period()).isEqualTo(period + 1);
    assertThat(keys.of(HOST, period + 1)[0].aesKey()).isNotEqualTo(first);
    assertThat(keys.of(HOST, period + 1)[1].aesKey()).isEqualTo(first);
    assertThat(keys.of(HOST, period + 2)[1].aesKey()).isNotEqualTo(first);
  }
}
