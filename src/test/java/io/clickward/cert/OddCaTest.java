package io.clickward.cert;

import static io.clickward.cert.AcmeRig.HOST;
import static io.clickward.cert.AcmeRig.OTHER;
import static io.clickward.cert.AcmeRig.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.cert.FakeCa.Says;
import io.clickward.domain.HostName;
import io.clickward.testing.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CAs in trouble: slow, contradicting themselves, with another clock, or done with our account. */
class OddCaTest {
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
    rig.at(ca.authority("odd", Optional.empty())).start(BackOff.HOST);
  }

  @Test
  void asksHowAnOrderGoesNoMoreOftenThanTheCaWants() throws Exception {
    ca.making = Duration.ofSeconds(5);
    start();
    rig.issue(AcmeRig.HTTP, HOST);
    // Without Retry-After it would be ten times.
    assertThat(ca.ordersAsked.get()).isLessThanOrEqualTo(5);
  }

  @Test
  void makesOneOrderForAHostThatIsReleasedAndWantedAgainMeanwhile() throws Exception {
    ca.slow = Duration.ofSeconds(2);
    start();
    rig.acme().want(HostName.parse(HOST), AcmeRig.HTTP);
    Eventually.await("an order", PATIENCE, () -> ca.orders.size() == 1);
    rig.release(HOST);
    rig.acme().want(HostName.parse(HOST), AcmeRig.HTTP);
    rig.awaitAll(HOST);
    Eventually.await(
        "the plan to renew it",
        PATIENCE,
        () -> rig.status(HOST).next().filter(Instant.now().plusSeconds(60)::isBefore).isPresent());
    assertThat(ca.orders).hasSize(1);
    assertThat(rig.acme().problems()).isEmpty();
  }

  /** An attempt waits two seconds for a decision, and the next one is made a second later. */
  private static final Patience SHORT =
      new Patience(BackOff.HOST, Duration.ofSeconds(2), Duration.ofSeconds(1));

  @Test
  void aSlowOrderHoldsUpNoOtherHostAndIsGoneOnWithAtTheSameCa() throws Exception {
    ca.holding = true;
    try (FakeCa second = new FakeCa()) {
      rig.at(ca.authority("odd", Optional.empty()))
          .at(second.authority("second", Optional.empty()))
          .start(SHORT);
      AcmeStatus slow = rig.refused(HOST);
      assertThat(slow.problem().orElseThrow()).contains(HOST, "odd", "has not decided on");
      assertThat(slow.failures()).isZero();
      assertThat(rig.answers.size()).as("the CA may still look").isEqualTo(1);
      ca.holding = false;
      rig.issue(AcmeRig.HTTP, OTHER);
      rig.awaitAll(HOST);
      assertThat(rig.status(OTHER).authority()).contains(ca.directory());
      assertThat(rig.status(HOST).authority()).contains(ca.directory());
      assertThat(second.orders).isEmpty();
      assertThat(ca.orders).hasSize(2);
      assertThat(rig.answers.size()).isZero();
    }
  }

  @Test
  void comesBackToASlowOrderWhenTheCaSaysSoAndWithinTheHour() throws Exception {
    ca.holding = true;
    ca.retryAfter = Optional.of("1800");
    rig.at(ca.authority("odd", Optional.empty())).start(SHORT);
    assertThat(rig.refused(HOST).next().orElseThrow())
        .isBetween(Instant.now().plusSeconds(1700), Instant.now().plusSeconds(1900));
    ca.retryAfter = Optional.of("86400");
    assertThat(rig.refused(OTHER).next().orElseThrow())
        .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3700));
  }

  @Test
  void finishesAnOrderThatIsReadyALittleLater() throws Exception {
    ca.readying = Duration.ofSeconds(1);
    start();
    // A CA that is taken for one that is down is not asked for ten seconds.
    assertThat(rig.issue(AcmeRig.HTTP, HOST)).isLessThan(Duration.ofSeconds(9));
    assertThat(ca.orders).hasSize(1);
  }

  @Test
  void ordersAnewWhenAnOrderEndsAfterItWasReady() throws Exception {
    ca.onEnd = Says.problem(500, "serverInternal", "the signer has failed");
    start();
    assertThat(rig.refused(HOST).problem().orElseThrow()).contains("the signer has failed");
    ca.onEnd = Optional.empty();
    rig.awaitAll(HOST);
    assertThat(ca.orders).hasSize(2);
    assertThat(rig.status(HOST).problem()).isEmpty();
  }

  @Test
  void goesOnWithTheOrderWhenTheCaWasBusyInTheMiddleOfIt() throws Exception {
    ca.onFinalize = Says.problem(503, "serverInternal", "try later", "2");
    start();
    assertThat(rig.refused(HOST).failures()).isZero();
    ca.onFinalize = Optional.empty();
    rig.awaitAll(HOST);
    assertThat(ca.orders).hasSize(1);
  }

  @Test
  void theOrderStaysWhenTheNextCaTakesNone() throws Exception {
    ca.onFinalize = Says.problem(503, "serverInternal", "try later", "1");
    try (FakeCa second = new FakeCa()) {
      second.onOrder = Says.problem(403, "rejectedIdentifier", "not this one");
      rig.at(ca.authority("odd", Optional.empty()))
          .at(second.authority("second", Optional.empty()))
          .start(AcmeRig.QUICK);
      rig.refused(HOST);
      ca.onFinalize = Optional.empty();
      rig.awaitAll(HOST);
      assertThat(rig.status(HOST).authority()).contains(ca.directory());
      assertThat(ca.orders).hasSize(1);
    }
  }

  @Test
  void goesOnWithTheOrderAfterARateLimitInTheMiddleOfIt() throws Exception {
    ca.onFinalize = Says.problem(429, "rateLimited", "too many at once", "1");
    start();
    assertThat(rig.refused(HOST).problem().orElseThrow()).contains("too many at once");
    ca.onFinalize = Optional.empty();
    rig.awaitAll(HOST);
    assertThat(ca.orders).hasSize(1);
  }

  @Test
  void theAnswerStaysWhileTheCaIsBusyAfterItWasToldToLook() throws Exception {
    ca.holding = true;
    start();
    rig.acme().want(HostName.parse(HOST), AcmeRig.HTTP);
    Eventually.await("the CA was told to look", PATIENCE, () -> ca.begun.get() == 1);
    ca.onAll = Says.problem(503, "serverInternal", "try later", "2");
    Eventually.await("a problem", PATIENCE, () -> rig.status(HOST).problem().isPresent());
    assertThat(rig.answers.size()).as("the CA may still look").isEqualTo(1);
    ca.onAll = Optional.empty();
    ca.holding = false;
    rig.awaitAll(HOST);
    assertThat(ca.orders).hasSize(1);
    assertThat(rig.answers.size()).isZero();
  }

  @Test
  void aChallengeThatFailedWhileNobodyWaitedCountsAgainstTheHostWithItsReason() throws Exception {
    ca.holding = true;
    rig.at(ca.authority("odd", Optional.empty())).start(SHORT);
    assertThat(rig.refused(HOST).failures()).isZero();
    ca.decideAgainst(Says.problem(403, "unauthorized", "found a parking page"));
    Eventually.await("a failure", PATIENCE, () -> rig.status(HOST).failures() == 1);
    assertThat(rig.status(HOST).problem().orElseThrow()).contains("found a parking page");
    assertThat(ca.orders).hasSize(1);
    assertThat(rig.answers.size()).isZero();
  }

  /** Very many may: after an import, or when a store was lost. */
  @Test
  void whoWaitsForATurnAtTheCaIsNotAskedForAndNotWrittenDown() throws Exception {
    ca.onOrder = Says.problem(429, "rateLimited", "too many new orders", "8");
    start();
    rig.refused(HOST);
    assertThat(rig.refused(OTHER).problem().orElseThrow()).contains("waits for its turn");
    assertThat(rig.store.failing()).extracting(each -> each.host().value()).containsExactly(HOST);
    assertThat(ca.orders).hasSize(1);
    ca.onOrder = Optional.empty();
    rig.awaitAll(HOST, OTHER);
    assertThat(ca.orders).hasSize(3);
    assertThat(rig.acme().problems()).isEmpty();
  }

  @Test
  void saysThatTheBindingsKeyIsNotBase64UrlAndAsksTheNextCa() throws Exception {
    Path key = Files.writeString(folder.resolve("eab.key"), "aGVsbG8+d29ybGQ/Zm9v");
    try (FakeCa second = new FakeCa()) {
      AcmeSettings.Authority odd = ca.authority("odd", Optional.empty());
      rig.at(
              new AcmeSettings.Authority(
                  odd.name(),
                  odd.directory(),
                  Optional.of(new AcmeSettings.Binding("kid-1", key)),
                  Optional.empty(),
                  Optional.empty()))
          .at(second.authority("second", Optional.empty()))
          .start(BackOff.HOST);
      rig.issue(AcmeRig.HTTP, HOST);
      assertThat(rig.status(HOST).authority()).contains(second.directory());
      second.onOrder = Says.problem(403, "rejectedIdentifier", "not this one");
      rig.acme().want(HostName.parse(OTHER), AcmeRig.HTTP);
      Eventually.await("an attempt", PATIENCE, () -> second.orders.size() == 2);
      assertThat(ca.accounts).isEmpty();
    }
  }

  @Test
  void anRsaCertificateWhoseEarlyRenewalFailedIsOwedUntilItIsThere() throws Exception {
    ca.skew = Duration.ofDays(-10);
    rig.withRsa();
    start();
    rig.issue(AcmeRig.HTTP, HOST);
    Eventually.await("both", PATIENCE, () -> rig.acme().find(HOST).rsa().isPresent());
    HostCertificate both = rig.acme().find(HOST);
    // A recall, after which the CA takes one order and no more for a while.
    Instant past = Instant.now().minusSeconds(3600);
    rig.store.suggest(
        HostName.parse(HOST),
        new CertificateStore.Suggestion(
            past, past.plusSeconds(1), Instant.now().plusSeconds(3600)));
    rig.stop();
    ca.skew = Duration.ofSeconds(-1);
    ca.ordersTaken = ca.orders.size() + 1;
    ca.onOrder = Says.problem(403, "rejectedIdentifier", "not now");
    rig.start(AcmeRig.QUICK);
    rig.acme().want(HostName.parse(HOST), AcmeRig.HTTP);
    Eventually.await(
        "a new one beside the former RSA one",
        PATIENCE,
        () -> !rig.acme().find(HOST).chain().equals(both.chain()));
    ca.onOrder = Optional.empty();
    Eventually.await(
        "a new RSA one",
        PATIENCE,
        () ->
            !rig.acme()
                .find(HOST)
                .rsa()
                .orElseThrow()
                .chain()
                .equals(both.rsa().orElseThrow().chain()));
  }

  @Test
  void givesUpOnNoncesThatAreNeverGood() throws Exception {
    ca.onAll = Says.problem(400, "badNonce", "stale");
    start();
    assertThat(rig.refused(HOST).problem().orElseThrow()).contains("odd", "is in trouble", "stale");
    assertThat(ca.signed.get()).isBetween(2, 10);
  }

  @Test
  void refusesACertificateForAnotherKey() throws Exception {
    ca.ownKey = true;
    start();
    assertThat(rig.refused(HOST).problem().orElseThrow()).contains(HOST, "another key");
    assertThat(rig.acme().find(HOST)).isNull();
  }

  @Test
  void refusesAChainThatIsNotOfOnePiece() throws Exception {
    ca.brokenChain = true;
    start();
    assertThat(rig.refused(HOST).problem().orElseThrow())
        .contains(HOST, "is not signed by the next");
    assertThat(rig.acme().find(HOST)).isNull();
  }

  @Test
  void refusesACertificateOfTomorrow() throws Exception {
    ca.skew = Duration.ofHours(20);
    start();
    assertThat(rig.refused(HOST).problem().orElseThrow()).contains(HOST, "is valid from");
    assertThat(rig.acme().find(HOST)).isNull();
  }

  @Test
  void takesACertificateOfACaWhoseClockIsSomeMinutesAhead() throws Exception {
    ca.skew = Duration.ofMinutes(4);
    start();
    rig.issue(AcmeRig.HTTP, HOST);
    assertThat(rig.acme().find(HOST).notBefore()).isAfter(Instant.now());
  }

  @Test
  void waitsThoughTheTimeThatTheCaNamesIsOver() throws Exception {
    ca.onOrder =
        Says.problem(429, "rateLimited", "too many new orders", "Tue, 03 Nov 2026 08:49:37 GMT");
    start();
    assertThat(rig.refused(HOST).rateLimitedUntil().orElseThrow())
        .isAfter(Instant.now().plus(Duration.ofMinutes(50)));
  }

  @Test
  void takesTheFirstOfSeveralChains() throws Exception {
    ca.alternate = true;
    start();
    rig.issue(AcmeRig.HTTP, HOST);
    assertThat(rig.acme().find(HOST).chain()).hasSize(2);
  }

  @Test
  void doesNotTakeTheEndOfItsAccountForAFailedChallenge() throws Exception {
    ca.onOrder = Says.problem(403, "unauthorized", "Account is not valid, has status deactivated");
    try (FakeCa second = new FakeCa()) {
      rig.at(ca.authority("odd", Optional.empty()))
          .at(second.authority("second", Optional.empty()))
          .start(BackOff.HOST);
      rig.issue(AcmeRig.HTTP, HOST);
      assertThat(rig.status(HOST).authority()).contains(second.directory());
    }
  }

  @Test
  void saysThatTheCaRefusesOurAccountOnceForAllHosts() throws Exception {
    ca.onOrder = Says.problem(403, "unauthorized", "Account is not valid, has status deactivated");
    start();
    AcmeStatus status = rig.refused(HOST);
    assertThat(status.problem().orElseThrow())
        .contains("account", "has status deactivated")
        .doesNotContain("challenge");
    rig.acme().want(HostName.parse(OTHER), AcmeRig.HTTP);
    Eventually.await("a problem", PATIENCE, () -> rig.status(OTHER).problem().isPresent());
    assertThat(ca.orders).hasSize(1);
  }

  @Test
  void aHostThatTheCaHasPausedHoldsUpNoOtherOfTheAccount() throws Exception {
    ca.onOrder =
        Says.problem(
            429,
            "rateLimited",
            "Your account is temporarily prevented from requesting certificates for links.example.test. Please visit: https://portal.test/sfe/v1/unpause?jwt=x");
    start();
    rig.refused(HOST);
    ca.onOrder = Optional.empty();
    rig.issue(AcmeRig.HTTP, OTHER);
    assertThat(rig.acme().find(HOST)).isNull();
  }
}
