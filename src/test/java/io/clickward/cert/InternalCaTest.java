package io.clickward.cert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.domain.HostName;
import io.clickward.testing.Lab;
import io.clickward.testing.TestCa;
import io.clickward.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InternalCaTest {
  private static final String HOST = "links.localhost";

  private final TestClock clock = TestClock.at("2026-11-20T12:00:00.123Z");
  private final SecureRandom random = new SecureRandom();
  @TempDir private Path data;

  @Test
  void certifiesAConfiguredHostAndNoOther() throws Exception {
    Certificates certificates = open(HOST);

    HostCertificate certificate = certificates.find(HOST);
    assertThat(X509.dnsNames(certificate.chain().getFirst())).containsExactly(HOST);
    assertThat(X509.belong(certificate.key(), certificate.chain().getFirst().getPublicKey()))
        .isTrue();
    assertThat(certificates.find("other.localhost")).isNull();
    assertThat(certificates.hosts()).isEqualTo(1);
    assertThat(certificates.problems()).isEmpty();
  }

  @Test
  void theJdksValidatorAcceptsLeavesByTheCaForServersOnly() throws Exception {
    X509Certificate leaf = open(HOST).find(HOST).chain().getFirst();

    validate(leaf, clock.instant());
    validate(leaf, clock.instant().minus(Duration.ofMinutes(59)));
    validate(leaf, clock.instant().plus(Duration.ofDays(89)));
    assertThatThrownBy(() -> validate(leaf, clock.instant().plus(Duration.ofDays(91))))
        .isInstanceOf(GeneralSecurityException.class);
    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
  }

  @Test
  void opensslAcceptsLeavesByTheCa() throws Exception {
    Path tool = Lab.require("openssl");
    HostCertificate certificate = open(HOST).find(HOST);
    Path leaf = data.resolve("leaf.pem");
    Files.writeString(leaf, TestCa.pem(certificate.chain().getFirst()));

    Process openssl =
        new ProcessBuilder(
                tool.toString(),
                "verify",
                "-x509_strict",
                "-purpose",
                "sslserver",
                "-verify_hostname",
                HOST,
                "-attime",
                Long.toString(clock.instant().getEpochSecond()),
                "-CAfile",
                tls("ca.pem").toString(),
                leaf.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(openssl.getInputStream().readAllBytes(), UTF_8);
    assertThat(openssl.waitFor()).as(output).isZero();
  }

  @Test
  void theCaMaySignLeavesOnlyAndLivesTenYears() throws Exception {
    open(HOST);

    X509Certificate ca = ca();
    assertThat(ca.getBasicConstraints()).as("path length").isZero();
    assertThat(ca.getKeyUsage()[5]).as("keyCertSign").isTrue();
    assertThat(ca.getNotAfter().toInstant())
        .isAfterOrEqualTo(Instant.parse("2036-11-19T00:00:00Z"));
    assertThat(((ECPublicKey) ca.getPublicKey()).getParams().getOrder().bitLength()).isEqualTo(256);
  }

  @Test
  void onlyItsOwnerReadsTheCaKeyAndNothingElseIsLeftBehind() throws Exception {
    open(HOST);

    assertThat(permissions(data.resolve("tls"))).isEqualTo("rwx------");
    assertThat(permissions(tls("ca-key.pem"))).isEqualTo("rw-------");
    assertThat(permissions(tls("ca.pem"))).isEqualTo("rw-r--r--");
    assertThat(files()).containsExactly("ca-key.pem", "ca.pem");
  }

  @Test
  void makesNoCaWhenNoHostWantsOne() throws Exception {
    open();

    assertThat(data.resolve("tls")).doesNotExist();
  }

  @Test
  void theSameCaSignsAfterARestartWithNewKeys() throws Exception {
    HostCertificate before = open(HOST).find(HOST);
    X509Certificate ca = ca();
    HostCertificate after = open(HOST).find(HOST);

    assertThat(ca()).isEqualTo(ca);
    assertThat(after.key()).isNotEqualTo(before.key());
    assertThat(after.chain().getFirst().getSerialNumber())
        .isNotEqualTo(before.chain().getFirst().getSerialNumber());
    validate(after.chain().getFirst(), clock.instant());
  }

  @Test
  void processesThatStartTogetherShareOneCa() throws Exception {
    int starters = 8;
    CyclicBarrier together = new CyclicBarrier(starters);
    List<Future<Certificates>> started = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(starters)) {
      for (int i = 0; i < starters; i++) {
        started.add(
            threads.submit(
                () -> {
                  together.await();
                  return open(HOST);
                }));
      }
    }
    for (Future<Certificates> one : started) {
      validate(one.get().find(HOST).chain().getFirst(), clock.instant());
    }
    assertThat(files()).containsExactly("ca-key.pem", "ca.pem");
  }

  @Test
  void aStartThatDiedBetweenKeyAndCertificateIsContinued() throws Exception {
    open(HOST);
    X509Certificate former = ca();
    Files.delete(tls("ca.pem"));

    validate(open(HOST).find(HOST).chain().getFirst(), clock.instant());
    assertThat(ca().getPublicKey()).isEqualTo(former.getPublicKey());
    assertThat(ca().getSubjectX500Principal()).isEqualTo(former.getSubjectX500Principal());
  }

  @Test
  void renewsWhenAThirdOfTheLifeIsLeftCycleAfterCycle() throws Exception {
    Certificates certificates = open(HOST);
    Set<HostCertificate> seen = new HashSet<>(List.of(certificates.find(HOST)));
    for (int cycle = 0; cycle < 5; cycle++) {
      HostCertificate present = certificates.find(HOST);
      clock.advance(Duration.ofDays(59));
      certificates.refresh();
      assertThat(certificates.find(HOST)).isSameAs(present);
      clock.advance(Duration.ofDays(1));
      certificates.refresh();
      assertThat(seen.add(certificates.find(HOST))).as("new in cycle %d", cycle).isTrue();
      validate(certificates.find(HOST).chain().getFirst(), clock.instant());
    }
    assertThat(certificates.nextExpiry())
        .contains(Instant.parse("2026-11-20T12:00:00Z").plus(Duration.ofDays(5 * 60 + 90)));
  }

  @Test
  void renewsWhenTheClockWasSetBackToTheRightTime() throws Exception {
    clock.set(Instant.parse("2026-12-20T12:00:00Z"));
    open(HOST);
    clock.advance(Duration.ofDays(5));
    Certificates certificates = open(HOST);
    clock.advance(Duration.ofDays(-5));
    certificates.refresh();

    validate(certificates.find(HOST).chain().getFirst(), clock.instant());
  }

  @Test
  void leavesEndWithTheCaAndAreThenNotRenewedAgainAndAgain() throws Exception {
    Certificates certificates = open(HOST);
    Instant end = ca().getNotAfter().toInstant();
    clock.set(end.minus(Duration.ofDays(1)));
    certificates.refresh();
    HostCertificate last = certificates.find(HOST);
    assertThat(last.notAfter()).isEqualTo(end);
    assertThat(certificates.problems()).isEmpty();

    clock.set(end.minusSeconds(1));
    certificates.refresh();
    assertThat(certificates.find(HOST)).isSameAs(last);

    clock.set(end.plusSeconds(1));
    certificates.refresh();
    assertThat(certificates.problems()).singleElement().asString().contains("expired at " + end);
    assertThat(certificates.find(HOST)).isSameAs(last);
  }

  @Test
  void refusesACaKeyThatOthersCanRead() throws Exception {
    open(HOST);
    Files.setPosixFilePermissions(tls("ca-key.pem"), PosixFilePermissions.fromString("rw-r-----"));

    assertThat(problems())
        .singleElement()
        .asString()
        .contains("open to others", "(chmod 0600 " + tls("ca-key.pem"));
  }

  @Test
  void refusesAKeyOfAnotherCaAndACertificateThatIsNoCas() throws Exception {
    open(HOST);
    Files.writeString(tls("ca-key.pem"), TestCa.pem(TestCa.ec().getPrivate()));
    assertThat(problems()).singleElement().asString().contains("does not belong to");

    Files.writeString(
        tls("ca.pem"), TestCa.root("root", clock.instant()).leaf("a.example").chainPem());
    assertThat(problems()).hasSize(2).anyMatch(text -> text.contains("is not a CA's"));
  }

  @Test
  void neverReplacesALostCaKey() throws Exception {
    open(HOST);
    Files.delete(tls("ca-key.pem"));

    assertThat(problems()).singleElement().asString().contains("ca-key.pem: does not exist");
    assertThat(tls("ca-key.pem")).doesNotExist();
  }

  @Test
  void issuesAnRsaCertificateBesideForTheHostsThatWantOne() throws Exception {
    Certificates certificates =
        open(
            List.of(
                new Wanted(HostName.parse(HOST), new CertificateSource.Internal(true)),
                new Wanted(HostName.parse("go.example.org"), new CertificateSource.Internal())));

    assertThat(certificates.find("go.example.org").rsa()).isEmpty();
    HostCertificate both = certificates.find(HOST);
    assertThat(both.key().getAlgorithm()).isEqualTo("EC");
    HostCertificate rsa = both.rsa().orElseThrow();
    assertThat(rsa.key().getAlgorithm()).isEqualTo("RSA");
    assertThat(rsa.chain().getFirst().getIssuerX500Principal())
        .isEqualTo(both.chain().getFirst().getIssuerX500Principal());
  }

  @Test
  void saysWhenTheFolderCannotBeMade() throws Exception {
    Files.writeString(data.resolve("tls"), "a file");

    assertThat(problems()).singleElement().asString().contains("folder", "cannot be written");
  }

  @Test
  void issuesAThousandLeavesInAFewSeconds() throws Exception {
    String[] hosts =
        IntStream.range(0, 1000).mapToObj(i -> "h" + i + ".localhost").toArray(String[]::new);
    long before = System.nanoTime();
    Certificates certificates = open(hosts);
    Duration took = Duration.ofNanos(System.nanoTime() - before);

    assertThat(certificates.hosts()).isEqualTo(1000);
    assertThat(took).isLessThan(Duration.ofSeconds(20));
  }

  private Certificates open(String... hosts) throws UnusableCertificatesException {
    List<Wanted> wanted =
        Arrays.stream(hosts)
            .map(host -> new Wanted(HostName.parse(host), new CertificateSource.Internal()))
            .toList();
    return open(wanted);
  }

  private Certificates open(List<Wanted> wanted) throws UnusableCertificatesException {
    return Certificates.open(data.resolve("tls"), wanted, clock, random);
  }

  private List<String> problems() {
    try {
      open(HOST);
      return List.of();
    } catch (UnusableCertificatesException e) {
      return e.problems();
    }
  }

  private Path tls(String name) {
    return data.resolve("tls").resolve(name);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("tls"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private X509Certificate ca() throws Exception {
    return PemFile.read(PemPlace.chain("test", tls("ca.pem"))).certificates().getFirst();
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private void validate(X509Certificate leaf, Instant when) throws Exception {
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ca(), null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(when));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf)), parameters);
  }
}
