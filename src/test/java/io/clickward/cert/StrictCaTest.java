package io.clickward.cert;

import static io.clickward.cert.AcmeRig.HOST;
import static io.clickward.cert.AcmeRig.OTHER;
import static io.clickward.cert.AcmeRig.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import io.clickward.cert.FakeCa.Says;
import io.clickward.domain.HostName;
import io.clickward.testing.Eventually;
import io.clickward.testing.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What CAs say when they do not simply issue: limits, pauses, CAA, and when to renew. */
class StrictCaTest {
  @RegisterExtension private final LogLines accounts = LogLines.of(AcmeAccount.class);

  @TempDir private Path folder;
  private AcmeRig rig;
  private FakeCa ca;

  @BeforeEach
  void begin() throws Exception {
    rig = new AcmeRig(folder);
    ca = new FakeCa();
  }

  @AfterEach
  void end() throws Exception {
    rig.close();
    ca.close();
  }

  private void start() throws Exception {
    rig.at(ca.authority("strict", Optional.empty())).start(BackOff.HOST);
  }

  @Test
  void aTrustFileThatIsGoneStopsOrdersAlone() throws Exception {
    AcmeSettings.Authority gone =
        new AcmeSettings.Authority(
            "gone",
            ca.authority("gone", Optional.empty()).directory(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(folder.resolve("moved.pem")));

    rig.at(gone).start(BackOff.HOST);

    assertThat(rig.refused(HOST).problem().orElseThrow()).contains("CA gone", "moved.pem");
    assertThat(rig.acme().problems()).anyMatch(problem -> problem.contains("moved.pem"));
  }

  @Test
  void comesBackWhenTheCaSaysSoAndNotBefore() throws Exception {
    ca.onOrder =
        Says.problem(
            429,
            "rateLimited",
            "too many new orders (300) from this account in the last 3h0m0s",
            "7200");
    start();
    AcmeStatus status = rig.refused(HOST);
    Instant until = status.rateLimitedUntil().orElseThrow();
    assertThat(until).isBetween(Instant.now().plusSeconds(7000), Instant.now().plusSeconds(7300));
    assertThat(status.next()).contains(until);
    assertThat(status.failures()).isZero();
    assertThat(status.problem().orElseThrow()).contains(HOST, "strict", "too many new orders");

    // The limit is the account's: another host need not be told again.
    rig.acme().want(HostName.parse(OTHER), AcmeRig.HTTP);
    Eventually.await("a problem", PATIENCE, () -> rig.status(OTHER).problem().isPresent());
    assertThat(ca.orders).hasSize(1);
  }

  @Test
  void remembersALimitAfterARestart() throws Exception {
    ca.onOrder = Says.problem(429, "rateLimited", "too many new orders", "7200");
    start();
    Instant until = rig.refused(HOST).rateLimitedUntil().orElseThrow();
    rig.stop();
    rig.start(BackOff.HOST);
    rig.acme().want(HostName.parse(HOST), AcmeRig.HTTP);
    assertThat(rig.status(HOST).rateLimitedUntil().orElseThrow().getEpochSecond())
        .isEqualTo(until.getEpochSecond());
    assertThat(ca.orders).hasSize(1);
  }

  @Test
  void aLimitOfOneHostHoldsUpNoOther() throws Exception {
    ca.onOrder =
        Says.problem(
            429,
            "rateLimited",
            "too many certificates (5) already issued for this exact set of identifiers",
            "7200");
    start();
    rig.refused(HOST);
    ca.onOrder = Optional.empty();
    rig.issue(AcmeRig.HTTP, OTHER);
  }

  @Test
  void asksNoMoreWhenTheCaHasPausedTheHostUntilTheOperatorSaysSo() throws Exception {
    ca.onOrder =
        Says.problem(
            429,
            "rateLimited",
            "Your account is temporarily prevented from requesting certificates for links.example.test. Please visit: https://portal.test/sfe/v1/unpause?jwt=x");
    start();
    AcmeStatus status = rig.refused(HOST);
    assertThat(status.problem().orElseThrow()).contains("paused", "https://portal.test");
    assertThat(status.rateLimitedUntil().orElseThrow())
        .isAfter(Instant.now().plus(Duration.ofDays(6)));

    ca.onOrder = Optional.empty();
    rig.acme().retry(HostName.parse(HOST));
    rig.awaitAll(HOST);
    assertThat(rig.status(HOST).problem()).isEmpty();
  }

  @Test
  void doesNotOrderInALoopForAnOperatorWhoAsksInOne() throws Exception {
    ca.onOrder = Says.problem(429, "rateLimited", "temporarily prevented from requesting", "7200");
    start();
    rig.refused(HOST);
    for (int i = 0; i < 10; i++) {
      rig.acme().retry(HostName.parse(HOST));
      Eventually.await("a problem", PATIENCE, () -> rig.status(HOST).problem().isPresent());
    }
    assertThat(ca.orders).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void waitsForABusyCaAsLongAsItAsks() throws Exception {
    ca.onOrder = Says.problem(503, "serverInternal", "maintenance", "1800");
    start();
    rig.refused(HOST);
    assertThat(rig.status(HOST).next().orElseThrow())
        .isBetween(Instant.now().plusSeconds(1700), Instant.now().plusSeconds(1900));
    assertThat(rig.status(HOST).failures()).isZero();
  }

  @Test
  void comesBackToABusyCaAtTheLatestInAWeek() throws Exception {
    ca.onOrder =
        Says.problem(503, "serverInternal", "maintenance", "Fri, 31 Dec 9999 23:59:59 GMT");
    start();
    rig.refused(HOST);
    assertThat(rig.status(HOST).next().orElseThrow())
        .isBetween(in(Duration.ofDays(6)), in(Duration.ofDays(7)));
  }

  private static Instant in(Duration time) {
    return Instant.now().plus(time);
  }

  @Test
  void showsTheEcdsaCertificateWhenTheRsaOneIsRefusedAndOrdersOnlyThatOneLater() throws Exception {
    ca.ordersTaken = 1;
    ca.onOrder =
        Says.problem(
            429,
            "rateLimited",
            "too many certificates (5) already issued for this exact set of identifiers",
            "7200");
    rig.withRsa();
    start();
    assertThat(rig.refused(HOST).problem().orElseThrow()).contains("exact set");
    HostCertificate first = rig.acme().find(HOST);
    assertThat(first.key().getAlgorithm()).isEqualTo("EC");
    assertThat(first.rsa()).isEmpty();

    ca.onOrder = Optional.empty();
    rig.acme().retry(HostName.parse(HOST));

    Eventually.await("the other one", PATIENCE, () -> rig.acme().find(HOST).rsa().isPresent());
    assertThat(rig.acme().find(HOST).chain()).isEqualTo(first.chain());
    assertThat(ca.orders).hasSize(3);
    assertThat(rig.status(HOST).problem()).isEmpty();
  }

  @Test
  void looksAtAnOrderAgainWhenTheCaSaysSoAndNotBefore() throws Exception {
    Duration issuing = Duration.ofSeconds(2);
    ca.making = issuing;
    start();

    rig.issue(AcmeRig.HTTP, HOST);

    List<Instant> looks = ca.looksAtIssuing;
    assertThat(looks).hasSizeLessThanOrEqualTo(3);
    assertThat(Duration.between(looks.get(0), looks.get(1))).isGreaterThan(issuing.dividedBy(2));
  }

  @Test
  void saysThatACaaRecordForbidsAndAsksTheNextCa() throws Exception {
    ca.onAuthorization =
        Says.problem(403, "caa", "CAA record for links.example.test prevents issuance");
    try (FakeCa second = new FakeCa()) {
      rig.at(ca.authority("strict", Optional.empty()))
          .at(second.authority("second", Optional.empty()))
          .start(BackOff.HOST);
      rig.issue(AcmeRig.HTTP, HOST);
      assertThat(rig.status(HOST).authority()).contains(second.directory());
      assertThat(ca.orders).hasSize(1);
    }
  }

  @Test
  void saysWhatToChangeInACaaRecord() throws Exception {
    ca.onAuthorization =
        Says.problem(403, "caa", "CAA record for links.example.test prevents issuance");
    start();
    AcmeStatus status = rig.refused(HOST);
    assertThat(status.problem().orElseThrow()).contains("CAA record", "Add this CA");
    assertThat(status.failures()).isEqualTo(1);
    assertThat(status.next().orElseThrow())
        .isBetween(Instant.now().plusSeconds(40), Instant.now().plusSeconds(70));
    assertThat(rig.answers.size()).isZero();
  }

  /** A longer key does not mean another algorithm: Google's CA takes no other than HS256. */
  @Test
  void bindsTheAccountWithHs256HoweverLongTheKeyIs() throws Exception {
    Path key = folder.resolve("eab.key");
    Files.writeString(key, Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]));
    rig.at(
            new AcmeSettings.Authority(
                "strict",
                ca.directory(),
                Optional.of(new AcmeSettings.Binding("kid-1", key)),
                Optional.empty(),
                Optional.empty()))
        .start();
    rig.issue(AcmeRig.HTTP, HOST);
    JsonNode binding = FakeCa.part("payload", ca.accounts.getFirst()).get("externalAccountBinding");
    assertThat(FakeCa.part("protected", binding).get("alg").asText()).isEqualTo("HS256");
  }

  @Test
  void saysTheUrlOfTheAccountThatACaaRecordMayHaveToName() throws Exception {
    start();
    rig.issue(AcmeRig.HTTP, HOST);
    assertThat(accounts.all())
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "The CA strict has our account as " + ca.directory().resolve("/account/1"));
  }

  @Test
  void asksForTheProfileThatIsSetAndSaysWhenThereIsNone() throws Exception {
    rig.at(ca.authority("strict", Optional.of("shortlived"))).start();
    rig.issue(AcmeRig.HTTP, HOST);
    assertThat(ca.orders.getFirst().get("profile").asText()).isEqualTo("shortlived");
  }

  @Test
  void saysThatTheCaHasNoSuchProfile() throws Exception {
    rig.at(ca.authority("strict", Optional.of("eternal"))).start(BackOff.HOST);
    assertThat(rig.refused(HOST).problem().orElseThrow()).contains("eternal", "acme.authorities");
    assertThat(ca.orders).isEmpty();
  }

  @Test
  void keepsWhatItHasWhenTheCaIssuesForAnotherName() throws Exception {
    ca.certified = "stranger.example.net";
    start();
    assertThat(rig.refused(HOST).problem().orElseThrow()).contains("stranger.example.net");
    assertThat(rig.acme().find(HOST)).isNull();
  }

  @Test
  void renewsInTheSpanThatTheCaNamesAndSaysWhichCertificateIsReplaced() throws Exception {
    Instant now = Instant.now();
    ca.window = Optional.of(FakeCa.span(now.minusSeconds(60), now.minusSeconds(30)));
    ca.life = Duration.ofSeconds(40);
    start();
    rig.issue(AcmeRig.HTTP, HOST);
    HostCertificate first = rig.acme().find(HOST);
    ca.life = Duration.ofDays(90);
    Eventually.await("a renewal", PATIENCE, () -> rig.acme().find(HOST) != first);
    assertThat(ca.renewalsAsked.get()).isPositive();
    assertThat(ca.orders.getLast().get("replaces").asText())
        .matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    assertThat(Instant.now()).isBefore(first.notAfter().minusSeconds(20));
  }

  @Test
  void anOrderThatMayNotReplaceIsMadeWithout() throws Exception {
    Instant now = Instant.now();
    ca.window = Optional.of(FakeCa.span(now.minusSeconds(60), now.minusSeconds(30)));
    ca.life = Duration.ofSeconds(40);
    start();
    rig.issue(AcmeRig.HTTP, HOST);
    HostCertificate first = rig.acme().find(HOST);
    ca.replaced = true;
    ca.life = Duration.ofDays(90);
    Eventually.await("a renewal", PATIENCE, () -> rig.acme().find(HOST) != first);
    List<Boolean> replaces = ca.orders.stream().map(order -> order.has("replaces")).toList();
    assertThat(replaces).endsWith(true, false);
  }
}
