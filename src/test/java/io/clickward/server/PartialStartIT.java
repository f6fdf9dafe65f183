package io.clickward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.clickward.config.ConfigReader;
import io.clickward.installation.Installation;
import io.clickward.testing.Eventually;
import io.clickward.testing.FreePorts;
import io.clickward.testing.LogLines;
import io.clickward.testing.RawClient;
import io.clickward.testing.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Links are served whatever becomes of the parts that no click needs. */
class PartialStartIT {
  private static final String HOST = "admin.example.test";
  private static final Duration TAKEN_UP_MAX = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final TestCa ca = TestCa.root("admin", Instant.now().minus(Duration.ofDays(2)));
  @RegisterExtension private final LogLines log = LogLines.below("io.clickward");

  private Server start(int adminPort, String more) throws Exception {
    Path file = folder.resolve("clickward.yaml");
    Files.writeString(
        file,
        """
        listen: {http: "127.0.0.1:0", https: "127.0.0.1:0", admin: "127.0.0.1:%d"}
        data: ./data
        domains:
          - host: links.example.test
        %s
        """
            .formatted(adminPort, more));
    return Server.start(
        Installation.of(ConfigReader.read(file, Map.of())),
        InstantSource.system(),
        new SecureRandom());
  }

  private Server startWithCertificate() throws Exception {
    return start(0, "admin: {hosts: " + HOST + ", chain: admin.pem, key: admin-key.pem}");
  }

  private TestCa.Leaf write(TestCa.Leaf leaf) throws IOException {
    Path key = Files.writeString(folder.resolve("admin-key.pem"), leaf.keyPem());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(folder.resolve("admin.pem"), leaf.chainPem());
    return leaf;
  }

  private static String get(int port, String path) throws IOException {
    try (RawClient client = RawClient.plain(port)) {
      return client
          .send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
          .rest();
    }
  }

  private static void assertServesLinks(Server server) throws IOException {
    assertThat(get(server.http().getFirst().getPort(), "/.well-known/clickward/health"))
        .startsWith("HTTP/1.1 200 ");
  }

  private static boolean isAlive(Server server) {
    return server.adminPort() != 0;
  }

  @Test
  void linksAreServedWhileTheAdminAddressIsTakenAndItIsHadOnceItIsFree() throws Exception {
    int port = FreePorts.of(1).getFirst();
    ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    try (Server server = start(port, "")) {
      assertServesLinks(server);
      assertThat(server.adminPort()).isZero();
      Thread.sleep(Duration.ofSeconds(7));
      assertThat(log.of(Level.ERROR))
          .singleElement()
          .asString()
          .contains("while links are served", "Cannot listen on 127.0.0.1:" + port);
      other.close();

      Eventually.await("the admin port", TAKEN_UP_MAX, () -> server.adminPort() == port);

      assertThat(get(port, "/health/ready")).startsWith("HTTP/1.1 200 ");
    } finally {
      other.close();
    }
  }

  @Test
  void theAdminPortIsThereOnceItsCertificateCanBeUsed() throws Exception {
    write(ca.leaf("another.example.test"));
    try (Server server = startWithCertificate()) {
      assertServesLinks(server);
      assertThat(server.adminPort()).isZero();
      assertThat(log.of(Level.ERROR))
          .singleElement()
          .asString()
          .contains("a certificate for " + HOST);

      TestCa.Leaf good = write(ca.leaf(HOST));

      Eventually.await("the admin port", TAKEN_UP_MAX, () -> isAlive(server));
      assertThat(shows(server, good)).isTrue();
    }
  }

  /** A secret that was moved away is noticed with the next order, not by everybody who clicks. */
  @Test
  void linksAreServedWhileTheFilesOfCasAndOfTheChallengeZoneAreGone() throws Exception {
    String acme =
        """
        acme:
          authorities:
            - {name: company, directory: "https://ca.example.test/dir", trust: company.pem}
          dns: {zone: acme.example.test, server: 127.0.0.1, key: clickward, secret: tsig.secret}
        """;
    try (Server server = start(0, acme)) {
      assertServesLinks(server);
      assertThat(log.of(Level.ERROR))
          .satisfiesExactly(
              trust -> assertThat(trust.toString()).contains("CA company", "company.pem"),
              zone -> assertThat(zone.toString()).contains("acme.example.test", "tsig.secret"));
      assertThat(get(server.adminPort(), "/metrics"))
          .contains("\nclickward_certificates_problems 2");
    }
  }

  private static boolean shows(Server server, TestCa.Leaf leaf) {
    try (RawClient client = RawClient.tls(server.adminPort(), HOST, leaf.certificate())) {
      return client.peer().equals(leaf.certificate());
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void anAdminCertificateThatIsOverIsShownAndReported() throws Exception {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    TestCa.Leaf over = write(ca.leaf(TestCa.ec(), yesterday, yesterday.plusSeconds(3600), HOST));
    try (Server server = startWithCertificate()) {
      assertServesLinks(server);
      assertThat(log.of(Level.ERROR)).singleElement().asString().contains("expired at");
      // A client that trusts the leaf itself looks at no date, as probes do not.
      try (RawClient probe = RawClient.tls(server.adminPort(), HOST, over.certificate())) {
        assertThat(probe.send("GET /health/live HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n").head())
            .startsWith("HTTP/1.1 200 ");
      }

      TestCa.Leaf good = write(ca.leaf(HOST));
      Eventually.await("the next one", TAKEN_UP_MAX, () -> shows(server, good));
    }
  }

  @Test
  void aServerThatCannotListenForLinksDoesNotStart() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path file =
          Files.writeString(
              folder.resolve("busy.yaml"),
              "listen: {http: \"127.0.0.1:%d\", https: \"127.0.0.1:0\", admin: \"127.0.0.1:0\"}\ndata: ./data\n"
                  .formatted(other.getLocalPort()));
      assertThatThrownBy(
              () ->
                  Server.start(
                      Installation.of(ConfigReader.read(file, Map.of())),
                      InstantSource.system(),
                      new SecureRandom()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void damagedMessageRecordsStopNothing() throws Exception {
    start(0, "").close();
    Files.writeString(folder.resolve("data/messages.db"), "no database ".repeat(1000));
    try (Server server = start(0, "")) {
      assertServesLinks(server);
      assertThat(isAlive(server)).isTrue();
    }
  }
}
