package io.clickward.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.config.ConfigReader;
import io.clickward.installation.Installation;
import io.clickward.testing.Eventually;
import io.clickward.testing.RawClient;
import io.clickward.testing.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin port's certificate while its files change. */
class AdminCertificateIT {
  private static final String HOST = "admin.example.test";
  private static final Duration TAKEN_UP_MAX = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final TestCa ca = TestCa.root("admin", Instant.now().minusSeconds(60));

  private TestCa.Leaf write() throws IOException {
    TestCa.Leaf leaf = ca.leaf(HOST);
    Path key = folder.resolve("admin-key.pem");
    Files.writeString(key, leaf.keyPem());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(folder.resolve("admin.pem"), leaf.chainPem());
    return leaf;
  }

  private Certificate shown(int port) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            RawClient.trusting(ca.certificate())
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void showsWhatIsInItsFilesWithoutARestartAndKeepsItWhenTheyAreBad() throws Exception {
    TestCa.Leaf first = write();
    Path file = folder.resolve("clickward.yaml");
    Files.writeString(
        file,
        """
        listen: {http: "127.0.0.1:0", https: "127.0.0.1:0", admin: "127.0.0.1:0"}
        data: ./data
        admin: {hosts: %s, chain: admin.pem, key: admin-key.pem}
        domains:
          - host: links.example.test
        """
            .formatted(HOST));
    try (Server server =
        Server.start(
            Installation.of(ConfigReader.read(file, Map.of())),
            InstantSource.system(),
            new SecureRandom())) {
      assertThat(shown(server.adminPort())).isEqualTo(first.chain().getFirst());

      TestCa.Leaf second = write();
      Eventually.await(
          "the second certificate is shown",
          TAKEN_UP_MAX,
          () -> shown(server.adminPort()).equals(second.chain().getFirst()));

      Files.writeString(folder.resolve("admin.pem"), "not a certificate");
      Thread.sleep(Duration.ofSeconds(6));
      assertThat(shown(server.adminPort())).isEqualTo(second.chain().getFirst());
    }
  }
}
