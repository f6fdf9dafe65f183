package io.clickward.cert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.HostName;
import io.clickward.testing.Golden;
import io.clickward.testing.TestCa;
import io.clickward.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every sentence about a bad pair of files, on one page: cert/files-messages.txt. */
class FilesMessagesTest {
  private static final String HOST = "links.example.com";

  private final TestClock clock = TestClock.at("2026-11-20T12:00:00Z");
  private final Instant now = clock.instant();
  private final TestCa root = TestCa.root("Root", now.minus(Duration.ofDays(100)));
  private final TestCa ca = root.intermediate("Intermediate");
  private final KeyPair keys = TestCa.ec();
  private final TestCa.Leaf good = leaf(keys, HOST);
  private final StringBuilder page = new StringBuilder();
  @TempDir private Path folder;

  @Test
  void saysWhatIsWrongWithBadFilesAndWhatToDo() throws Exception {
    files();
    contents();
    chains();
    leaves();
    keys();
    several();

    Golden.assertMatches("cert/files-messages.txt", page.toString());
  }

  private void files() throws IOException {
    say("missing files");
    Files.createDirectory(chainFile());
    key(good.keyPem());
    say("directory");
    Files.delete(chainFile());

    say("empty files", "", "");
    say("larger than anything sensible", "x".repeat(1024 * 1024 + 1), good.keyPem());
  }

  private void contents() throws Exception {
    say("text that is not PEM", "hello\n", "hello\n");
    byte[] der = good.certificate().getEncoded();
    Files.write(chainFile(), der);
    Files.write(keyFile(), keys.getPrivate().getEncoded());
    say("DER instead of PEM");
    String chain = good.chainPem();
    say("broken PEM: no end", chain.substring(0, chain.length() - 30), good.keyPem());
    say("broken PEM: not base64", good.chainPem(), good.keyPem().replaceAll("\nM", "\n*"));
    say("broken PEM: not a certificate", TestCa.pem("CERTIFICATE", new byte[20]), good.keyPem());
    say("the two files swapped", good.keyPem(), good.chainPem());
  }

  private void chains() throws IOException {
    X509Certificate leaf = good.certificate();
    say("chain in reverse order", TestCa.pem(ca.certificate(), leaf), good.keyPem());
    say(
        "root before intermediate",
        TestCa.pem(leaf, root.certificate(), ca.certificate()),
        good.keyPem());
    say(
        "chain of another CA",
        TestCa.pem(leaf, TestCa.root("Stranger", now).certificate()),
        good.keyPem());
    TestCa impostor = TestCa.root("Root", now).intermediate("Intermediate");
    say(
        "a CA of the same name with another key",
        TestCa.pem(leaf, impostor.certificate()),
        good.keyPem());
  }

  private void leaves() throws IOException {
    say(ca.leaf(keys, now.minus(Duration.ofDays(91)), now.minusSeconds(1), HOST), "expired");
    say(ca.leaf(keys, now.plusSeconds(1), now.plus(Duration.ofDays(90)), HOST), "not yet valid");
    say(leaf(keys, "www.example.com", "example.com", "*.other.example"), "wrong name");
    say(leaf(keys, "*.com", "*.links.example.com"), "wildcards that do not reach");
    say(leaf(keys), "no name at all");
    String[] many = IntStream.range(0, 100).mapToObj(i -> i + ".example").toArray(String[]::new);
    say(leaf(keys, many), "a hundred wrong names");
    say(leaf(TestCa.keyPair("RSA", 1024), HOST), "weak RSA key");
    say(leaf(TestCa.rsaToLookAt(14_364), HOST), "RSA key that no handshake can afford");
    say(leaf(TestCa.keyPair("Ed25519", 255), HOST), "Ed25519 key");
    say(leaf(TestCa.keyPair("EC", 521), HOST), "P-521 key");
  }

  private void keys() throws IOException {
    String other = TestCa.pem(TestCa.ec().getPrivate());
    say("key of another certificate", good.chainPem(), other);
    String rsa = TestCa.pem(TestCa.keyPair("RSA", 2048).getPrivate());
    say("key of another kind", good.chainPem(), rsa);
    say("two keys", good.chainPem(), good.keyPem() + other);
    say("encrypted PKCS#8 key", good.chainPem(), TestCa.pem("ENCRYPTED PRIVATE KEY", new byte[9]));
    String headers =
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n";
    say("encrypted PKCS#1 key", good.chainPem(), headers + "AAAA\n-----END RSA PRIVATE KEY-----\n");
    say("key of an unknown kind", good.chainPem(), TestCa.pem("PRIVATE KEY", unknownKey()));
  }

  private void several() throws IOException {
    say(
        "several problems at once",
        ca.leaf(
                TestCa.keyPair("RSA", 1024),
                now.minus(Duration.ofDays(9)),
                now.minus(Duration.ofDays(1)),
                "other.example")
            .chainPem(),
        TestCa.pem("ENCRYPTED PRIVATE KEY", new byte[9]));
    write(leaf(keys, "*.example.com"));
    sayFor(
        "several hosts, of which one is not covered", HOST, "open.example.com", "a.b.example.com");
  }

  @Test
  void saysWhatMayBecomeAProblemButUsesTheFiles() throws Exception {
    TestCa dying =
        root.intermediate("Old", now.minus(Duration.ofDays(100)), now.minus(Duration.ofDays(1)));
    write(dying.leaf(keys, now.minus(Duration.ofDays(84)), now.plus(Duration.ofDays(6)), HOST));
    Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-r--r--"));

    CertificateSource.Files files = new CertificateSource.Files(chainFile(), keyFile());
    Issuer.Round round =
        new FilesIssuer(files, List.of(HostName.parse(HOST))).round(now, _ -> null);

    assertThat(round.problems()).isEmpty();
    assertThat(round.fresh()).containsOnlyKeys(HOST);
    round.warnings().forEach(this::line);
    Golden.assertMatches("cert/files-warnings.txt", page.toString());
  }

  private TestCa.Leaf leaf(KeyPair leafKeys, String... names) {
    return ca.leaf(leafKeys, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(89)), names);
  }

  /** A PKCS#8 structure whose algorithm is the private-use identifier 1.3.6.1.4.1. */
  private static byte[] unknownKey() {
    return new byte[] {0x30, 14, 2, 1, 0, 0x30, 7, 6, 5, 0x2b, 6, 1, 4, 1, 4, 0};
  }

  private void say(TestCa.Leaf leaf, String title) throws IOException {
    say(title, leaf.chainPem(), leaf.keyPem());
  }

  private void say(String title, String chain, String key) throws IOException {
    Files.writeString(chainFile(), chain, US_ASCII);
    key(key);
    say(title);
  }

  private void say(String title) {
    sayFor(title, HOST);
  }

  private void sayFor(String title, String... hosts) {
    page.append("# ").append(title).append('\n');
    List<String> problems = problems(hosts);
    assertThat(problems).as(title).isNotEmpty();
    problems.forEach(this::line);
    page.append('\n');
  }

  private void line(Object sentence) {
    page.append(sentence.toString().replace(folder.toString(), "/etc/clickward")).append('\n');
  }

  private List<String> problems(String... hosts) {
    CertificateSource files = new CertificateSource.Files(chainFile(), keyFile());
    List<Wanted> wanted =
        List.of(hosts).stream().map(host -> new Wanted(HostName.parse(host), files)).toList();
    try {
      Certificates.open(folder.resolve("tls"), wanted, clock, new SecureRandom());
      return List.of();
    } catch (UnusableCertificatesException e) {
      return e.problems();
    }
  }

  private void write(TestCa.Leaf leaf) throws IOException {
    Files.writeString(chainFile(), leaf.chainPem());
    key(leaf.keyPem());
  }

  private void key(String content) throws IOException {
    Files.writeString(keyFile(), content);
    Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-------"));
  }

  private Path chainFile() {
    return folder.resolve("links.pem");
  }

  private Path keyFile() {
    return folder.resolve("links-key.pem");
  }
}
