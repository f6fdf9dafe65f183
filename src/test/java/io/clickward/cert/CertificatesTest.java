package io.clickward.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.clickward.domain.HostName;
import io.clickward.store.CertificateDatabase;
import io.clickward.testing.LogLines;
import io.clickward.testing.TestCa;
import io.clickward.testing.TestClock;
import io.clickward.testing.XorAtRest;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
  private static final String HOST = "links.example.com";

  private final TestClock clock = TestClock.at("2026-11-20T12:00:00Z");
  private final TestCa ca = TestCa.root("Root", clock.instant()).intermediate("Intermediate");
  @RegisterExtension private final LogLines log = LogLines.of(Certificates.class);
  private int writes;
  @TempDir private Path folder;

  @Test
  void servesTheFilesChainAndKey() throws Exception {
    TestCa.Leaf leaf = write(ca.leaf(HOST));
    Certificates certificates = open(HOST);

    assertThat(certificates.find(HOST).key()).isEqualTo(leaf.keys().getPrivate());
    assertThat(certificates.find(HOST).chain()).isEqualTo(leaf.chain()).hasSize(2);
    assertThat(certificates.nextExpiry())
        .contains(clock.instant().plus(Duration.ofDays(90)))
        .contains(certificates.find(HOST).notAfter());
  }

  @Test
  void acceptsALeafAloneAndAChainWithItsRoot() throws Exception {
    TestCa root = TestCa.root("Root", clock.instant());
    TestCa.Leaf leaf = write(root.leaf(HOST));
    assertThat(open(HOST).find(HOST).chain()).hasSize(1);

    writeChain(TestCa.pem(leaf.certificate(), root.certificate()));
    assertThat(open(HOST).find(HOST).chain()).hasSize(2);
  }

  @Test
  void acceptsTheTraditionalKeyFormsWithOtherBlocksBeside() throws Exception {
    KeyPair rsa = TestCa.keyPair("RSA", 2048);
    write(leaf(rsa));
    byte[] pkcs1 =
        PrivateKeyInfo.getInstance(rsa.getPrivate().getEncoded())
            .parsePrivateKey()
            .toASN1Primitive()
            .getEncoded();
    writeKey(TestCa.pem("RSA PRIVATE KEY", pkcs1));
    assertThat(open(HOST).find(HOST).key()).isEqualTo(rsa.getPrivate());

    KeyPair ec = TestCa.ec();
    write(leaf(ec));
    BigInteger secret = ((ECPrivateKey) ec.getPrivate()).getS();
    byte[] sec1 =
        new org.bouncycastle.asn1.sec.ECPrivateKey(256, secret, SECObjectIdentifiers.secp256r1)
            .getEncoded();
    byte[] parameters = SECObjectIdentifiers.secp256r1.getEncoded();
    writeKey(TestCa.pem("EC PARAMETERS", parameters) + TestCa.pem("EC PRIVATE KEY", sec1));
    assertThat(((ECPrivateKey) open(HOST).find(HOST).key()).getS()).isEqualTo(secret);
  }

  @Test
  void acceptsP384AndOneFileForBoth() throws Exception {
    TestCa.Leaf leaf = leaf(TestCa.keyPair("EC", 384));
    writeKey(leaf.chainPem() + leaf.keyPem());

    CertificateSource both = new CertificateSource.Files(keyFile(), keyFile());
    assertThat(open(List.of(new Wanted(HostName.parse(HOST), both))).find(HOST)).isNotNull();
  }

  @Test
  void aWildcardServesItsHostsWithAnInstanceEach() throws Exception {
    write(ca.leaf("*.Example.com"));
    Certificates certificates = open(HOST, "open.example.com");

    assertThat(certificates.hosts()).isEqualTo(2);
    assertThat(certificates.find(HOST)).isNotSameAs(certificates.find("open.example.com"));
    assertThat(certificates.find("other.example.com")).isNull();
  }

  @Test
  void servesAnRsaCertificateBesideTheEcdsaOneAndTakesUpEachByItself() throws Exception {
    TestCa.Leaf ecdsa = write(ca.leaf(HOST));
    TestCa.Leaf rsa = writeRsa(leaf(TestCa.keyPair("RSA", 2048)));
    Certificates certificates = open(withRsa());
    HostCertificate first = certificates.find(HOST);
    assertThat(first.chain()).isEqualTo(ecdsa.chain());
    assertThat(first.rsa().orElseThrow().chain()).isEqualTo(rsa.chain());
    assertThat(first.rsa().orElseThrow().key()).isEqualTo(rsa.keys().getPrivate());

    write(file("rsa.pem"), "half a file");
    TestCa.Leaf renewed = write(ca.leaf(HOST));
    certificates.refresh();
    assertThat(certificates.problems()).hasSize(2).allMatch(each -> each.contains("rsa.pem"));
    assertThat(certificates.find(HOST).chain()).isEqualTo(renewed.chain());
    assertThat(certificates.find(HOST).rsa().orElseThrow().chain()).isEqualTo(rsa.chain());

    TestCa.Leaf rsaToo = writeRsa(leaf(TestCa.keyPair("RSA", 2048)));
    certificates.refresh();
    assertThat(certificates.problems()).isEmpty();
    assertThat(certificates.find(HOST).chain()).isEqualTo(renewed.chain());
    assertThat(certificates.find(HOST).rsa().orElseThrow().chain()).isEqualTo(rsaToo.chain());
  }

  @Test
  void countsTheCertificateBesideWhenItExpiresFirst() throws Exception {
    Instant soon = clock.instant().plus(Duration.ofDays(20));
    write(ca.leaf(HOST));
    writeRsa(ca.leaf(TestCa.keyPair("RSA", 2048), clock.instant(), soon, HOST));
    assertThat(open(withRsa()).nextExpiry()).contains(soon);
  }

  @Test
  void aBadRsaPairIsReportedAndTheOtherOneIsServedAloneUntilItIsGood() throws Exception {
    TestCa.Leaf ecdsa = write(ca.leaf(HOST));
    write(file("rsa.pem"), "half a file");
    Certificates certificates = open(withRsa());
    assertThat(certificates.find(HOST).chain()).isEqualTo(ecdsa.chain());
    assertThat(certificates.find(HOST).rsa()).isEmpty();
    assertThat(certificates.problems()).hasSize(2).allMatch(each -> each.contains("rsa.pem"));

    TestCa.Leaf rsa = writeRsa(leaf(TestCa.keyPair("RSA", 2048)));
    certificates.refresh();
    assertThat(certificates.find(HOST).rsa().orElseThrow().chain()).isEqualTo(rsa.chain());
    assertThat(certificates.problems()).isEmpty();
  }

  @Test
  void anExpiredRsaPairTakesNoHostDownAtARestart() throws Exception {
    TestCa.Leaf ecdsa = write(ca.leaf(HOST));
    Instant over = clock.instant().minusSeconds(1);
    writeRsa(ca.leaf(TestCa.keyPair("RSA", 2048), over.minusSeconds(60), over, HOST));
    Certificates certificates = open(withRsa());
    assertThat(certificates.find(HOST).chain()).isEqualTo(ecdsa.chain());
    assertThat(certificates.problems()).singleElement().asString().contains("expired at");
  }

  @Test
  void servesOneOfTwoCertificatesOfOneKindAndRefusesAnRsaOneInThePlaceOfTheOther()
      throws Exception {
    write(ca.leaf(HOST));
    writeRsa(ca.leaf(HOST));
    Certificates certificates = open(withRsa());
    assertThat(certificates.find(HOST).rsa()).isEmpty();
    assertThat(certificates.problems())
        .singleElement()
        .asString()
        .contains("is an ECDSA certificate");

    write(leaf(TestCa.keyPair("RSA", 2048)));
    writeRsa(leaf(TestCa.keyPair("RSA", 2048)));
    assertThatThrownBy(() -> open(withRsa())).hasMessageContaining("is an RSA certificate");
  }

  private List<Wanted> withRsa() {
    CertificateSource files =
        new CertificateSource.Files(
            new CertificateSource.Pair(chainFile(), keyFile()),
            Optional.of(new CertificateSource.Pair(file("rsa.pem"), file("rsa.pem"))));
    return List.of(new Wanted(HostName.parse(HOST), files));
  }

  private TestCa.Leaf writeRsa(TestCa.Leaf leaf) throws IOException {
    write(file("rsa.pem"), leaf.chainPem() + leaf.keyPem());
    return leaf;
  }

  @Test
  void reportsTheProblemsOfAllHostsAtOnce() throws Exception {
    CertificateSource missing = new CertificateSource.Files(file("a"), file("b"));
    write(ca.leaf("other.example"));
    List<Wanted> wanted = new ArrayList<>(wanted(HOST));
    wanted.add(new Wanted(HostName.parse("two.example"), missing));

    assertThatThrownBy(() -> open(wanted))
        .isInstanceOfSatisfying(
            UnusableCertificatesException.class, e -> assertThat(e.problems()).hasSize(3));
    assertThat(log.all()).as("what is thrown is not logged too").isEmpty();
  }

  @Test
  void oneHostsBadFilesStopNoOtherHostAndAreTakenUpOnceTheyAreGood() throws Exception {
    write(ca.leaf(HOST));
    CertificateSource missing = new CertificateSource.Files(file("a"), file("b"));
    List<Wanted> wanted = new ArrayList<>(wanted(HOST));
    wanted.add(new Wanted(HostName.parse("two.example"), missing));
    Certificates certificates = open(wanted);

    assertThat(certificates.find(HOST)).isNotNull();
    assertThat(certificates.find("two.example")).isNull();
    assertThat(certificates.problems()).hasSize(2).allMatch(each -> each.contains("two.example"));
    assertThat(log.all()).extracting(ILoggingEvent::getLevel).contains(Level.ERROR);

    TestCa.Leaf late = ca.leaf("two.example");
    write(file("a"), late.chainPem());
    write(file("b"), late.keyPem());
    certificates.refresh();
    assertThat(certificates.find("two.example").chain()).isEqualTo(late.chain());
    assertThat(certificates.problems()).isEmpty();
  }

  @Test
  void takesUpAChangedPair() throws Exception {
    write(ca.leaf(HOST));
    Certificates certificates = open(HOST);
    HostCertificate before = certificates.find(HOST);
    certificates.refresh();
    assertThat(certificates.find(HOST)).as("unchanged").isSameAs(before);

    TestCa.Leaf next = write(ca.leaf(HOST));
    certificates.refresh();
    assertThat(certificates.find(HOST).chain()).isEqualTo(next.chain());
  }

  @Test
  void keepsTheFormerPairUntilBothFilesAreThere() throws Exception {
    write(ca.leaf(HOST));
    Certificates certificates = open(HOST);
    HostCertificate before = certificates.find(HOST);
    TestCa.Leaf next = ca.leaf(HOST);

    writeChain(next.chainPem());
    certificates.refresh();
    assertThat(certificates.find(HOST)).isSameAs(before);
    assertThat(certificates.problems()).singleElement().asString().contains("does not belong");

    writeKey(next.keyPem());
    certificates.refresh();
    assertThat(certificates.find(HOST).key()).isEqualTo(next.keys().getPrivate());
    assertThat(certificates.problems()).isEmpty();
  }

  @Test
  void noticesAFileThatAnotherOneReplacesWithTheSameTime() throws Exception {
    write(ca.leaf(HOST));
    Certificates certificates = open(HOST);
    TestCa.Leaf next = ca.leaf(HOST);
    FileTime time = Files.getLastModifiedTime(chainFile());
    Path chain = Files.writeString(file("chain.new"), next.chainPem());
    Path key = Files.writeString(file("key.new"), next.keyPem());
    Files.setLastModifiedTime(chain, time);
    Files.setLastModifiedTime(key, time);

    Files.move(chain, chainFile(), StandardCopyOption.ATOMIC_MOVE);
    Files.move(key, keyFile(), StandardCopyOption.ATOMIC_MOVE);
    certificates.refresh();
    assertThat(certificates.find(HOST).chain()).isEqualTo(next.chain());
  }

  @Test
  void logsAProblemOnceAndAgainOnlyAfterItWasSolved() throws Exception {
    TestCa.Leaf leaf = write(ca.leaf(HOST));
    Certificates certificates = open(HOST);
    for (int broken = 1; broken <= 2; broken++) {
      writeChain("broken");
      for (int round = 0; round < 3; round++) {
        certificates.refresh();
        assertThat(certificates.problems()).hasSize(1);
      }
      assertThat(log.of(Level.ERROR)).hasSize(broken);
      writeChain(leaf.chainPem());
      certificates.refresh();
      assertThat(certificates.problems()).isEmpty();
    }
  }

  @Test
  void warnsOnceWhenTheEndIsNearAndReportsItWhenItHasCome() throws Exception {
    write(ca.leaf(HOST));
    Certificates certificates = open(HOST);
    HostCertificate certificate = certificates.find(HOST);

    clock.advance(Duration.ofDays(84));
    certificates.refresh();
    certificates.refresh();
    assertThat(log.of(Level.WARN)).singleElement().asString().contains("expires at 2027-02-18");
    assertThat(certificates.problems()).isEmpty();

    clock.advance(Duration.ofDays(7));
    certificates.refresh();
    assertThat(certificates.problems()).singleElement().asString().contains("expired at");
    assertThat(certificates.find(HOST)).as("better than none").isSameAs(certificate);
  }

  @Test
  void whereThatIsWantedOneIsShownEvenBeforeOrAfterItsTimeAndReported() throws Exception {
    Instant now = clock.instant();
    Duration day = Duration.ofDays(1);
    TestCa.Leaf over = write(ca.leaf(TestCa.ec(), now.minus(day), now.minusSeconds(60), HOST));
    assertThatThrownBy(() -> open(HOST)).isInstanceOf(UnusableCertificatesException.class);

    Certificates certificates = open(evenOver());

    assertThat(certificates.find(HOST).chain()).isEqualTo(over.chain());
    certificates.refresh();
    assertThat(certificates.problems()).singleElement().asString().contains("expired at");
    assertThat(log.of(Level.ERROR)).hasSize(1);

    TestCa.Leaf good = write(ca.leaf(HOST));
    certificates.refresh();
    assertThat(certificates.find(HOST).chain()).isEqualTo(good.chain());
    assertThat(certificates.problems()).isEmpty();

    write(ca.leaf(TestCa.ec(), now.plus(day), now.plus(day).plus(day), HOST));
    certificates.refresh();
    assertThat(certificates.find(HOST).chain()).isEqualTo(good.chain());
    assertThat(certificates.problems()).singleElement().asString().contains("not valid before");
    assertThat(open(evenOver()).find(HOST)).isNotNull();
  }

  @Test
  void whatIsWrongBesidesItsDatesIsShownNowhere() throws Exception {
    Instant now = clock.instant();
    write(ca.leaf(TestCa.ec(), now.minusSeconds(90), now.minusSeconds(60), "other.example"));

    assertThatThrownBy(() -> open(evenOver())).isInstanceOf(UnusableCertificatesException.class);
  }

  private List<Wanted> evenOver() {
    CertificateSource.Pair pair = new CertificateSource.Pair(chainFile(), keyFile());
    CertificateSource files = new CertificateSource.Files(pair, Optional.empty(), true);
    return List.of(new Wanted(HostName.parse(HOST), files));
  }

  @Test
  void aLostFileIsReportedAndWhatItHeldStaysInUse() throws Exception {
    write(ca.leaf(HOST));
    Certificates certificates = open(HOST);
    Files.delete(keyFile());

    assertThatCode(certificates::refresh).doesNotThrowAnyException();
    assertThat(certificates.find(HOST)).isNotNull();
    assertThat(certificates.problems()).singleElement().asString().contains("does not exist");
  }

  @Test
  void theFilesWinOverACasCertificateUntilTheirsIsOver() throws Exception {
    write(ca.leaf(HOST));
    TestCa.Leaf issued =
        ca.leaf(TestCa.ec(), clock.instant(), clock.instant().plus(Duration.ofDays(400)), HOST);
    HostCertificate second = HostCertificate.of(issued.keys().getPrivate(), issued.chain());
    try (CertificateDatabase store = CertificateDatabase.in(folder, new XorAtRest());
        Acme acme = acmeHolding(store, issued, clock)) {
      CertificateSource files = new CertificateSource.Files(chainFile(), keyFile());
      List<Wanted> wanted = List.of(new Wanted(HostName.parse(HOST), files));
      Certificates certificates =
          Certificates.open(
              folder, wanted, Optional.of(acme), Optional.empty(), clock, new SecureRandom());
      assertThat(certificates.find(HOST).chain()).isNotEqualTo(second.chain());
      assertThat(certificates.hosts()).isEqualTo(1);
      assertThat(certificates.nextExpiry()).contains(certificates.find(HOST).notAfter());

      clock.advance(Duration.ofDays(91));
      certificates.refresh();
      assertThat(certificates.find(HOST).chain()).isEqualTo(second.chain());
      assertThat(certificates.hosts()).isEqualTo(1);
      assertThat(certificates.nextExpiry()).contains(second.notAfter());

      write(ca.leaf(TestCa.ec(), clock.instant(), clock.instant().plusSeconds(3600), HOST));
      certificates.refresh();
      assertThat(certificates.find(HOST).chain()).isNotEqualTo(second.chain());
      assertThat(certificates.find("stranger.example.net")).isNull();
    }
  }

  static Acme acmeHolding(CertificateDatabase store, TestCa.Leaf leaf, TestClock clock)
      throws Exception {
    HostCertificate certificate = HostCertificate.of(leaf.keys().getPrivate(), leaf.chain());
    store.save(
        new CertificateStore.Held(
            HostName.parse(HOST),
            URI.create("https://ca.example.test/directory"),
            certificate.notBefore(),
            certificate.notAfter(),
            0.5,
            Optional.empty()),
        certificate);
    AcmeSettings nobody =
        new AcmeSettings(List.of(), List.of(), List.of(), 1, false, Optional.empty());
    return Acme.open(nobody, store, new ChallengeAnswers(), clock, new SecureRandom());
  }

  @Test
  void aFurtherKindOfIssuerHandsOverWhenItHasSomethingAndABugInItHarmsNobodyElse() {
    TestCa.Leaf leaf = ca.leaf(HOST);
    HostCertificate arrived = HostCertificate.of(leaf.keys().getPrivate(), leaf.chain());
    Deque<Map<String, HostCertificate>> deliveries = new ArrayDeque<>();
    Issuer slow = (_, _) -> new Issuer.Round(deliveries.remove(), List.of(), List.of());
    Issuer faulty =
        (_, _) -> {
          throw new IllegalArgumentException("a bug");
        };
    Certificates certificates =
        new Certificates(List.of(faulty, slow), Optional.empty(), Optional.empty(), clock);

    deliveries.add(Map.of());
    certificates.refresh();
    assertThat(certificates.find(HOST)).as("still on its way").isNull();

    deliveries.add(Map.of(HOST, arrived));
    certificates.refresh();
    assertThat(certificates.find(HOST)).isSameAs(arrived);
    assertThat(certificates.problems()).singleElement().asString().contains("a bug");
    assertThat(log.of(Level.ERROR)).hasSize(1);
    assertThat(log.all().getFirst().getThrowableProxy()).as("stack trace").isNotNull();
  }

  @Test
  void nothingWantedIsNothingFound() throws Exception {
    Certificates certificates = open(List.of());
    certificates.refresh();

    assertThat(certificates.find(HOST)).isNull();
    assertThat(certificates.nextExpiry()).isEmpty();
  }

  private Certificates open(String... hosts) throws UnusableCertificatesException {
    return open(wanted(hosts));
  }

  private Certificates open(List<Wanted> wanted) throws UnusableCertificatesException {
    return Certificates.open(folder.resolve("tls"), wanted, clock, new SecureRandom());
  }

  private List<Wanted> wanted(String... hosts) {
    CertificateSource files = new CertificateSource.Files(chainFile(), keyFile());
    return List.of(hosts).stream().map(host -> new Wanted(HostName.parse(host), files)).toList();
  }

  private TestCa.Leaf leaf(KeyPair keys) {
    return ca.leaf(keys, clock.instant(), clock.instant().plus(Duration.ofDays(90)), HOST);
  }

  private TestCa.Leaf write(TestCa.Leaf leaf) throws IOException {
    writeChain(leaf.chainPem());
    writeKey(leaf.keyPem());
    return leaf;
  }

  private void writeChain(String content) throws IOException {
    write(chainFile(), content);
  }

  private void writeKey(String content) throws IOException {
    write(keyFile(), content);
    Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-------"));
  }

  /** In place, at a time of its own: two writes of a test may fall into one tick of the clock. */
  private void write(Path file, String content) throws IOException {
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.from(clock.instant().plusSeconds(++writes)));
  }

  private Path chainFile() {
    return file("links.pem");
  }

  private Path keyFile() {
    return file("links-key.pem");
  }

  private Path file(String name) {
    return folder.resolve(name);
  }
}
