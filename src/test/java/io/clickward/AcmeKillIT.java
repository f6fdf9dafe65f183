package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.store.CertificateDatabase;
import io.clickward.testing.Clickward;
import io.clickward.testing.Eventually;
import io.clickward.testing.Pebble;
import io.clickward.testing.RawClient;
import io.clickward.testing.Serving;
import io.clickward.testing.XorAtRest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program with a CA: configured, killed in the middle of an order, and served. */
class AcmeKillIT {
  private static final String HOST = "links.example.test";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A failed order is followed by the next one after a minute. */
  private static final Duration PATIENCE_WITH_A_RETRY = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @Test
  void anOrderThatWasCutOffByAKillGoesOnAfterTheNextStart() throws Exception {
    Clickward clickward = Clickward.in(folder, HOST);
    try (Pebble pebble =
        Pebble.in(folder.resolve("pebble"), clickward.http(), clickward.https())
            .slow(Duration.ofSeconds(5))
            .start()) {
      clickward
          .configure("  - host: %s\n    certificate: acme\n".formatted(HOST))
          .with(acme(pebble));
      try (Serving serving = clickward.serve()) {
        Eventually.await("an order", PATIENCE, () -> orders(clickward) == 1);
        serving.kill();
      }
      assertThat(orders(clickward)).isEqualTo(1);
      try (Serving serving = clickward.serve()) {
        Eventually.await(
            "a certificate",
            PATIENCE_WITH_A_RETRY,
            () -> serving.metric("clickward_certificates") == 1);
        RawClient.tls(clickward.https(), HOST, pebble.root()).close();
        assertThat(serving.log()).contains("new certificate until").doesNotContain("ERROR");
      }
      assertThat(orders(clickward)).isZero();
      // The CA may have looked while nobody was home: then the order is lost, and a second one
      // made.
      boolean lost = pebble.log().contains("set INVALID");
      assertThat(pebble.log().lines().filter(line -> line.contains("Added order")))
          .hasSize(lost ? 2 : 1);
      assertThatKeysAreSealed(clickward.data("certificates.db"));
    }
  }

  private static String acme(Pebble pebble) {
    return """
    acme:
      challenges: http-01
      authorities:
        - name: pebble
          directory: %s
          trust: %s
    outside:
      addresses: 127.0.0.1
      resolvers: %s
      dnssec: false
      allow: 127.0.0.0/8
    """
        .formatted(pebble.directory(), pebble.trust(), pebble.resolver());
  }

  private static int orders(Clickward clickward) {
    if (Files.notExists(clickward.data("certificates.db"))) {
      return 0;
    }
    try (CertificateDatabase store = CertificateDatabase.in(clickward.data("."), new XorAtRest())) {
      return store.orders().size();
    }
  }

  /** Every PKCS#8 key of P-256 names its curve by the same bytes. */
  private static void assertThatKeysAreSealed(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    List<Byte> start = List.of((byte) 0x30, (byte) 0x41, (byte) 0x02, (byte) 0x01, (byte) 0x00);
    for (int i = 0; i + start.size() < content.length; i++) {
      boolean found = true;
      for (int j = 0; j < start.size() && found; j++) {
        found = content[i + j] == start.get(j);
      }
      assertThat(found).as("a readable key at byte " + i).isFalse();
    }
  }
}
