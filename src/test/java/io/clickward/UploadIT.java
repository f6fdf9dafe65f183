package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.command.Program;
import io.clickward.testing.Eventually;
import io.clickward.testing.Finished;
import io.clickward.testing.RawClient;
import io.clickward.testing.Serving;
import io.clickward.testing.TestCa;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate of the sender's own, brought by the command. */
class UploadIT {
  private static final String HOST = "links.customer.test";
  private static final String MOVED = "links CNAME edge.operator.test.\n";

  @TempDir private Path folder;
  private final TestCa ca = TestCa.root("Sender's CA", Instant.now().minus(Duration.ofHours(1)));
  private SenderLab lab;

  @BeforeEach
  void begin() throws Exception {
    lab = new SenderLab(folder).start("");
    Files.writeString(lab.root(), Files.readString(lab.root()) + TestCa.pem(ca.certificate()));
  }

  @AfterEach
  void end() throws Exception {
    lab.close();
  }

  private Finished bring(TestCa.Leaf leaf) throws Exception {
    Path chain = Files.writeString(folder.resolve("own.pem"), leaf.chainPem());
    Path key = Files.writeString(folder.resolve("own-key.pem"), leaf.keyPem());
    return lab.run(
        "domain", "certificate", HOST, "--chain", chain.toString(), "--key", key.toString());
  }

  private Finished bringBinary(TestCa.Leaf leaf) throws Exception {
    Path chain = Files.write(folder.resolve("own.der"), leaf.certificate().getEncoded());
    byte[] bytes = leaf.keys().getPrivate().getEncoded();
    Path key = Files.write(folder.resolve("own-key.der"), bytes);
    return lab.run(
        "domain", "certificate", HOST, "--chain", chain.toString(), "--key", key.toString());
  }

  private String source() throws Exception {
    return lab.certificate(HOST).path("source").asText();
  }

  private static String get(RawClient client) throws Exception {
    return client
        .send("GET /.well-known/clickward/health HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n")
        .response();
  }

  @Test
  void itServesUntilItIsTakenAwayAndSwappingItDropsNoConnection() throws Exception {
    TestCa.Leaf first = ca.leaf(HOST);
    TestCa.Leaf second = ca.leaf(HOST);
    try (Serving serving = lab.clickward.serve()) {
      String proof = SenderLab.proof(lab.run("domain", "add", HOST).orThrow().out());
      assertThat(bring(first).err()).contains("expected a certificate is taken when ownership");
      String record = "_clickward.links TXT \"" + proof + "\"\n";
      lab.publish(record);
      lab.await(HOST, "ownership-proven");

      assertThat(bring(first).orThrow().out()).contains(HOST + " is certificate-ready");
      assertThat(source()).isEqualTo("uploaded");
      lab.publish(MOVED + record);
      lab.await(HOST, "edge-ready");
      assertThat(lab.run("domain", "https", HOST).orThrow().out()).contains("is https-on");
      assertThat(lab.pebble().log()).as("no CA is asked").doesNotContain("Added order");

      try (RawClient open = RawClient.tls(lab.clickward.https(), HOST, ca.certificate())) {
        assertThat(get(open)).startsWith("HTTP/1.1 200");
        bring(second).orThrow();
        assertThat(get(open)).startsWith("HTTP/1.1 200");
        try (RawClient fresh = RawClient.tls(lab.clickward.https(), HOST, ca.certificate())) {
          assertThat(fresh.peer()).isEqualTo(second.chain().getFirst());
        }
        assertThat(open.peer()).isEqualTo(first.chain().getFirst());
      }

      lab.run("domain", "certificate", HOST, "--remove").orThrow();
      Eventually.await(
          "the CA's certificate takes over",
          Duration.ofSeconds(60),
          () -> lab.clicked(HOST, "/c/none").out().startsWith("404"));
      assertThat(source()).isEqualTo("acme");
      assertThatNothingTellsTheKeyOf(serving, first);
      assertThatNothingTellsTheKeyOf(serving, second);
    }
  }

  private void assertThatNothingTellsTheKeyOf(Serving serving, TestCa.Leaf leaf) throws Exception {
    byte[] key = leaf.keys().getPrivate().getEncoded();
    String bytes = new String(key, StandardCharsets.ISO_8859_1);
    assertThat(serving.log()).doesNotContain("PRIVATE KEY", leaf.keyPem().lines().toList().get(1));
    for (String file : new String[] {"certificates.db", "certificates.db-wal"}) {
      Path path = lab.clickward.data(file);
      assertThat(Files.exists(path) ? Files.readString(path, StandardCharsets.ISO_8859_1) : "")
          .doesNotContain(bytes.substring(bytes.length() - 40));
    }
  }

  @Test
  void whatIsWrongWithItIsSaidAtOnceAndChangesNothing() throws Exception {
    try (Serving serving = lab.clickward.serve()) {
      String proof = SenderLab.proof(lab.run("domain", "add", HOST).orThrow().out());
      lab.publish("_clickward.links TXT \"" + proof + "\"\n");
      lab.await(HOST, "ownership-proven");
      TestCa.Leaf other = ca.leaf("other.example.test");

      Finished refused = bring(other);

      assertThat(refused.exitCode()).isEqualTo(Program.REFUSED);
      assertThat(refused.err())
          .contains(HOST + ", certificate file: is for other.example.test")
          .doesNotContain(other.keyPem().lines().toList().get(1));
      assertThat(bringBinary(ca.leaf(HOST)).err())
          .contains(HOST + ", certificate file: is binary (DER or PKCS#12), not PEM")
          .contains(HOST + ", key file: ");
      assertThat(source()).isEqualTo("none");
      assertThat(serving.log()).doesNotContain("Exception");
    }
  }
}
