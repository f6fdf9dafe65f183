package io.clickward.cert;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.clickward.domain.Finding;
import io.clickward.domain.HostName;
import io.clickward.store.AtRest;
import io.clickward.store.CertificateDatabase;
import io.clickward.testing.LogLines;
import io.clickward.testing.TestCa;
import io.clickward.testing.TestClock;
import io.clickward.testing.XorAtRest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that owners send, by what clients are shown. */
class UploadsTest {
  private static final HostName HOST = HostName.parse("links.example.com");
  private static final String OWNER = "acme 1";

  @TempDir private Path folder;
  @RegisterExtension private final LogLines said = LogLines.of(Certificates.class);
  private final TestClock clock = TestClock.at("2026-11-21T09:00:00Z");
  private final TestCa ca = TestCa.root("Root", clock.instant().minusSeconds(60));
  private CertificateDatabase store;
  private Uploads uploads;

  @BeforeEach
  void open() {
    store = CertificateDatabase.in(folder, new XorAtRest());
    uploads = Uploads.open(store.uploads(), clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private List<Finding> take(TestCa.Leaf leaf) {
    return uploads.take(HOST, OWNER, leaf.chainPem(), leaf.keyPem());
  }

  private List<String> wrong(String chainPem, String keyPem) {
    List<Finding> findings = uploads.take(HOST, OWNER, chainPem, keyPem);
    assertThat(uploads.find(HOST.value())).isNull();
    assertThat(findings).allSatisfy(each -> assertThat(each.subject()).startsWith(HOST.value()));
    return findings.stream().map(Finding::observed).toList();
  }

  @Test
  void showsWhatWasSentAlsoAfterARestartAndTheNextInstanceForTheNextCertificate() {
    TestCa.Leaf leaf = ca.intermediate("Middle").leaf(HOST.value());
    assertThat(take(leaf)).isEmpty();
    HostCertificate first = uploads.find(HOST.value());
    assertThat(first.chain()).isEqualTo(leaf.chain());
    assertThat(uploads.find(HOST.value())).isSameAs(first);
    store.close();

    open();

    assertThat(uploads.find(HOST.value()).key()).isEqualTo(leaf.keys().getPrivate());
    assertThat(uploads.find("stranger.example.net")).isNull();
    assertThat(take(ca.leaf(HOST.value()))).isEmpty();
    assertThat(uploads.find(HOST.value()).chain()).isNotEqualTo(leaf.chain());
  }

  @Test
  void saysEverythingThatIsWrongAndTakesNothing() {
    TestCa.Leaf good = ca.leaf(HOST.value());
    TestCa.Leaf other = ca.leaf("other.example.com");
    assertThat(wrong(other.chainPem(), good.keyPem()))
        .containsExactly(
            "is for other.example.com",
            "does not belong to the certificate " + X509.describe(other.certificate()));
    assertThat(wrong("", "")).containsExactly("is empty", "is empty");
    assertThat(wrong(good.keyPem(), good.chainPem()))
        .containsExactly(
            "contains a private key but no certificate",
            "contains a certificate but no private key");
    TestCa.Leaf over =
        ca.leaf(
            TestCa.ec(),
            clock.instant().minusSeconds(60),
            clock.instant().minusSeconds(1),
            HOST.value());
    assertThat(wrong(over.chainPem(), over.keyPem()).getFirst()).startsWith("expired at ");
    String strange = TestCa.pem(TestCa.root("Other", clock.instant()).certificate());
    assertThat(wrong(good.chainPem() + strange, good.keyPem()).getFirst())
        .contains("is not signed by");
    assertThat(wrong(good.chainPem().repeat(11), good.keyPem()))
        .containsExactly("contains 11 certificates");
  }

  @Test
  void refusesAnRsaKeyThatNoHandshakeCanAfford() {
    TestCa.Leaf good = ca.leaf(HOST.value());
    take(good);
    TestCa.Leaf large = rsa(4097);

    assertThat(take(large))
        .extracting(Finding::observed)
        .containsExactly("holds an RSA key of 4097 bits", "has an RSA key of 4097 bits");
    assertThat(uploads.take(HOST, OWNER, good.chainPem(), large.keyPem()))
        .extracting(Finding::observed)
        .containsExactly("holds an RSA key of 4097 bits");
    assertThat(uploads.find(HOST.value()).chain()).isEqualTo(good.chain());
    PemPlace place = PemPlace.sentChain(HOST.value());
    assertThat(ChainFile.weak(place, rsa(4096).keys().getPublic())).isEmpty();
    assertThat(ChainFile.costly(place, rsa(4096).keys().getPrivate())).isEmpty();
  }

  private TestCa.Leaf rsa(int bits) {
    Instant now = clock.instant();
    return ca.leaf(
        TestCa.rsaToLookAt(bits), now.minusSeconds(60), now.plusSeconds(86_400), HOST.value());
  }

  @Test
  void aBadOneLeavesTheOneBeforeInPlace() {
    TestCa.Leaf good = ca.leaf(HOST.value());
    take(good);

    assertThat(take(ca.leaf("other.example.com"))).isNotEmpty();

    assertThat(uploads.find(HOST.value()).chain()).isEqualTo(good.chain());
  }

  @Test
  void noFindingTellsTheKey() {
    TestCa.Leaf leaf = ca.leaf("other.example.com");
    String secret = leaf.keyPem().lines().toList().get(1);
    String damaged = leaf.keyPem().replace("-----END", secret + "?-----END");

    assertThat(take(leaf).toString()).doesNotContain(secret);
    assertThat(uploads.take(HOST, OWNER, leaf.chainPem(), damaged).toString())
        .contains("key file")
        .doesNotContain(secret);
  }

  @Test
  void theKeyIsNotReadableOnDisk() throws Exception {
    TestCa.Leaf leaf = ca.leaf(HOST.value());
    take(leaf);
    store.close();
    String bytes = new String(leaf.keys().getPrivate().getEncoded(), StandardCharsets.ISO_8859_1);

    assertThat(Files.readString(folder.resolve("certificates.db"), StandardCharsets.ISO_8859_1))
        .contains(HOST.value())
        .doesNotContain(bytes.substring(bytes.length() - 30));
    open();
  }

  @Test
  void whoeverOwnsTheHostNextDoesNotGetIt() {
    take(ca.leaf(HOST.value()));
    uploads.retain(Map.of(HOST, OWNER), true);
    assertThat(uploads.find(HOST.value())).isNotNull();

    uploads.retain(Map.of(), false);
    assertThat(uploads.known(HOST)).as("its owner may be one who could not be read").isPresent();
    uploads.retain(Map.of(HOST, "rival 2"), false);

    assertThat(uploads.find(HOST.value())).isNull();
    assertThat(store.uploads().find(HOST)).isEmpty();
  }

  @Test
  void aCasCertificateTakesOverWhenItIsOverAndIsWantedShortlyBefore() throws Exception {
    take(ca.leaf(HOST.value()));
    TestCa.Leaf issued =
        ca.leaf(
            TestCa.ec(), clock.instant(), clock.instant().plus(Duration.ofDays(400)), HOST.value());
    try (Acme acme = CertificatesTest.acmeHolding(store, issued, clock)) {
      Certificates certificates =
          Certificates.open(
              folder,
              List.of(),
              Optional.of(acme),
              Optional.of(uploads),
              clock,
              new SecureRandom());
      assertThat(certificates.origin(HOST)).isEqualTo(Certificates.Origin.UPLOADED);
      assertThat(certificates.isProvided(HOST)).isTrue();
      assertThat(certificates.hosts()).isEqualTo(1);

      clock.advance(Duration.ofDays(85));
      assertThat(certificates.isProvided(HOST)).isFalse();
      assertThat(certificates.origin(HOST)).isEqualTo(Certificates.Origin.UPLOADED);

      clock.advance(Duration.ofDays(10));
      assertThat(certificates.origin(HOST)).isEqualTo(Certificates.Origin.CA);
      assertThat(certificates.find(HOST.value()).chain()).isEqualTo(issued.chain());
      assertThat(certificates.nextExpiry())
          .as("the one that nobody is shown alarms nobody")
          .contains(certificates.find(HOST.value()).notAfter());
    }
  }

  @Test
  void theEndOfACertificateThatNothingTakesOverIsTold() throws Exception {
    take(ca.leaf(HOST.value()));
    Certificates certificates =
        Certificates.open(
            folder, List.of(), Optional.empty(), Optional.of(uploads), clock, new SecureRandom());
    Instant end = uploads.known(HOST).orElseThrow().notAfter();
    clock.set(end.minus(Duration.ofDays(8)));
    certificates.refresh();
    assertThat(said.of(Level.WARN)).isEmpty();
    clock.set(end.minus(Duration.ofDays(6)));
    certificates.refresh();
    certificates.refresh();
    assertThat(said.of(Level.WARN))
        .singleElement()
        .asString()
        .startsWith(HOST + ": the certificate that its owner brought ends at " + end);
    assertThat(certificates.problems()).isEmpty();
    clock.set(end.plusSeconds(1));

    assertThat(certificates.problems()).singleElement().asString().startsWith(HOST + ": ");
  }

  /** Counts what is opened, and opens nothing while the keys are lost. */
  private static final class Keys implements AtRest {
    private final AtRest sound = new XorAtRest();
    private boolean lost;
    private int opened;

    @Override
    public byte[] seal(String what, byte[] plain) {
      return sound.seal(what, plain);
    }

    @Override
    public byte[] open(String what, byte[] sealed) {
      opened++;
      if (lost) {
        throw new IllegalStateException(what + " cannot be opened");
      }
      return sound.open(what, sealed);
    }
  }

  private Keys afterARestart() {
    Keys keys = new Keys();
    store.close();
    store = CertificateDatabase.in(folder, keys);
    uploads = Uploads.open(store.uploads(), clock);
    return keys;
  }

  private Certificates certificates(Optional<Acme> acme) throws Exception {
    return Certificates.open(
        folder, List.of(), acme, Optional.of(uploads), clock, new SecureRandom());
  }

  @Test
  void isAtHandOnceAHandshakeHasNeededItAndALookTakesNoPlaceInMemory() throws Exception {
    take(ca.leaf(HOST.value()));
    Keys keys = afterARestart();
    Certificates certificates = certificates(Optional.empty());
    assertThat(certificates.isAtHand(HOST.value())).isFalse();
    assertThat(certificates.isAtHand("stranger.example.net")).isTrue();
    assertThat(keys.opened).isZero();

    assertThat(certificates.peek(HOST.value())).isNotNull();
    assertThat(certificates.isAtHand(HOST.value())).isFalse();
    assertThat(certificates.find(HOST.value())).isNotNull();
    assertThat(certificates.isAtHand(HOST.value())).isTrue();
    assertThat(keys.opened).isEqualTo(2);
  }

  @Test
  void aCasIsReadBesideTheEventLoopsTooWhenTheOwnersIsOver() throws Exception {
    take(ca.leaf(HOST.value()));
    TestCa.Leaf issued =
        ca.leaf(
            TestCa.ec(), clock.instant(), clock.instant().plus(Duration.ofDays(400)), HOST.value());
    try (Acme acme = CertificatesTest.acmeHolding(store, issued, clock)) {
      Certificates certificates = certificates(Optional.of(acme));
      certificates.find(HOST.value());
      assertThat(certificates.isAtHand(HOST.value())).isTrue();

      clock.advance(Duration.ofDays(95));
      assertThat(certificates.isAtHand(HOST.value())).isFalse();
      assertThat(certificates.find(HOST.value()).chain()).isEqualTo(issued.chain());
      assertThat(certificates.isAtHand(HOST.value())).isTrue();
    }
  }

  @Test
  void oneThatCannotBeReadIsReportedAndNotReadForEveryHandshake() throws Exception {
    take(ca.leaf(HOST.value()));
    Keys keys = afterARestart();
    keys.lost = true;
    Certificates certificates = certificates(Optional.empty());
    assertThat(certificates.find(HOST.value())).isNull();
    assertThat(certificates.find(HOST.value())).isNull();
    assertThat(keys.opened).isEqualTo(1);
    assertThat(certificates.isAtHand(HOST.value())).isTrue();
    assertThat(certificates.origin(HOST)).isEqualTo(Certificates.Origin.NONE);
    assertThat(certificates.problems()).singleElement().asString().contains(HOST.value());

    keys.lost = false;
    clock.advance(Duration.ofSeconds(10));
    assertThat(certificates.find(HOST.value())).isNotNull();
    assertThat(certificates.problems()).isEmpty();
  }
}
