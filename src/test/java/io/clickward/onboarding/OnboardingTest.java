package io.clickward.onboarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.domain.Claim;
import io.clickward.domain.DomainState;
import io.clickward.domain.EdgeKind;
import io.clickward.domain.Finding;
import io.clickward.domain.HostName;
import io.clickward.domain.Keeps;
import io.clickward.domain.LinkPaths;
import io.clickward.domain.NextAction;
import io.clickward.domain.Placement;
import io.clickward.domain.Provider;
import io.clickward.domain.ProviderAccount;
import io.clickward.domain.TrackingMode;
import io.clickward.domain.Transition;
import io.clickward.store.Database;
import io.clickward.testing.Domains;
import io.clickward.testing.TestClock;
import io.clickward.testing.World;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnboardingTest {
  private static final HostName HOST = new HostName("links.example");
  private static final Declaration DECLARED = new Declaration(Domains.of("links.example"), true);
  private static final Declaration PROBED = new Declaration(Domains.of("links.example"), false);

  @TempDir Path data;
  private final TestClock clock = TestClock.at("2026-11-21T09:00:00Z");
  private final World world = new World();
  private Database books;
  private Onboarding onboarding;
  private int changes;

  @BeforeEach
  void open() {
    books = database();
    SecureRandom random = new SecureRandom();
    Access access = new Access(books, "default", clock, random);
    access.createAccount("acme");
    access.createAccount("rival");
    onboarding = new Onboarding(books, world.checks(), () -> changes++, clock, random);
  }

  Database database() {
    return Database.in(data);
  }

  @AfterEach
  void close() {
    books.close();
  }

  private Claim claim(String account) {
    return onboarding.register(account, HOST, OnboardingDesk.WISH).report().claim();
  }

  private String state(String account) {
    return onboarding.show(account, HOST).claim().state().word();
  }

  private String verify(String account) {
    return onboarding.verify(account, HOST).claim().state().word();
  }

  private void own(String account) {
    world.prove(claim(account));
    verify(account);
  }

  @Test
  void goesFromTheClaimToHttpsAndRecordsEveryStepWithItsCause() {
    Claim claim = claim("acme");
    assertThat(verify("acme")).isEqualTo("registered");
    world.prove(claim);
    assertThat(verify("acme")).isEqualTo("ownership-proven");
    clock.advance(Duration.ofMinutes(5));
    world.ready("links.example");
    assertThat(verify("acme")).isEqualTo("edge-ready");

    Report report = onboarding.httpsOn("acme", HOST);

    assertThat(report.claim().state().word()).isEqualTo("https-on");
    assertThat(report.claim().active().https()).isTrue();
    assertThat(report.history())
        .extracting(Transition::to)
        .containsExactly("https-on", "edge-ready", "certificate-ready", "ownership-proven");
    assertThat(report.history()).extracting(Transition::cause).allMatch(cause -> !cause.isBlank());
    assertThat(report.history().getLast().at()).isEqualTo("2026-11-21T09:00:00Z");
    assertThat(report.history().getFirst().at()).isEqualTo("2026-11-21T09:05:00Z");
  }

  @Test
  void refusesHttpsUntilTheProbePassesAndSaysWhy() {
    own("acme");
    assertThatThrownBy(() -> onboarding.httpsOn("acme", HOST))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.findings().getFirst().code()).isEqualTo("too-early"));
    world.ready("links.example");
    world.probed.clear();
    verify("acme");

    assertThatThrownBy(() -> onboarding.httpsOn("acme", HOST))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.findings().getFirst().code()).isEqualTo("probe.failed"));
    assertThat(state("acme")).isEqualTo("edge-ready");
  }

  @Test
  void saysWhyItsRecordsAreNotAllThereUntilItEnds() {
    Finding gap =
        new Finding(
            "outside.not-set", Finding.Severity.BLOCKS, "outside.name", "no", "one", "Set it.");
    world.gaps.add(gap);
    claim("acme");
    assertThat(onboarding.show("acme", HOST).findings()).containsExactly(gap);
    own("acme");
    assertThat(onboarding.verify("acme", HOST).findings()).contains(gap);

    onboarding.retire("acme", HOST, Optional.empty());

    assertThat(onboarding.show("acme", HOST).findings()).isEmpty();
  }

  @Test
  void aDeclaredDomainNeedsNoWordOfTheOutside() {
    world.gaps.add(
        new Finding("outside.not-set", Finding.Severity.BLOCKS, "outside.name", "a", "b", "c"));

    onboarding.declare(List.of(DECLARED));

    assertThat(onboarding.show("acme", HOST).findings()).isEmpty();
  }

  private static Onboarding.Move to(Provider provider) {
    ProviderAccount account =
        switch (provider) {
          case SENDGRID -> new ProviderAccount.SendGrid(new HostName("7.example"), false);
          case SES -> new ProviderAccount.Ses("eu-central-1");
          case CLICKWARD, SPARKPOST, CUSTOM -> new ProviderAccount.None();
        };
    return claim ->
        claim.with(provider, new Placement(EdgeKind.CLICKWARD, Optional.empty(), account));
  }

  private void refusesTo(Provider provider) {
    refusesTo(provider, "Retire it first");
  }

  private void refusesTo(Provider provider, String nextStep) {
    assertThatThrownBy(() -> onboarding.place("acme", HOST, to(provider)))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(RefusedException.Kind.CONFLICT);
              assertThat(e.findings().getFirst().nextStep()).startsWith(nextStep);
            });
  }

  @Test
  void refusesAnotherProviderWhileLinksThatWereSentAreServed() {
    claim("acme");
    onboarding.place("acme", HOST, to(Provider.SENDGRID));
    onboarding.place("acme", HOST, to(Provider.CLICKWARD));
    world.ready("links.example");
    own("acme");
    onboarding.httpsOn("acme", HOST);

    refusesTo(Provider.SENDGRID);
    onboarding.retire("acme", HOST, Optional.of(clock.instant().plusSeconds(60)));
    refusesTo(Provider.SENDGRID, "When its old links have ended");
    assertThat(books.read(Domains::served))
        .singleElement()
        .satisfies(claim -> assertThat(claim.domain().provider()).isEqualTo(Provider.CLICKWARD));

    clock.advance(Duration.ofMinutes(2));
    onboarding.endRetired();
    world.prove(claim("acme"));
    onboarding.place("acme", HOST, to(Provider.SENDGRID));
    verify("acme");
    onboarding.place("acme", HOST, to(Provider.SES));
    refusesTo(Provider.CLICKWARD);
  }

  @Test
  void anotherEdgeOfTheSameProviderIsNoQuestionOfLinks() {
    own("acme");
    onboarding.place(
        "acme", HOST, claim -> claim.with(Provider.CLICKWARD, Placement.at(EdgeKind.CLOUDFRONT)));
    assertThat(onboarding.show("acme", HOST).claim().edge()).isEqualTo(EdgeKind.CLOUDFRONT);
  }

  @Test
  void servesNothingBeforeTheOwnershipIsProved() {
    world.ready("links.example");
    claim("acme");
    verify("acme");

    assertThat(books.read(Domains::served)).isEmpty();
    assertThat(changes).isZero();
  }

  @Test
  void claimingAgainChangesNothing() {
    Claim first = claim("acme");
    own("acme");
    Onboarding.Registered again = onboarding.register("acme", HOST, OnboardingDesk.WISH);

    assertThat(again.fresh()).isFalse();
    assertThat(again.report().claim().proof()).isEqualTo(first.proof());
    assertThat(again.report().claim().state().word()).isEqualTo("ownership-proven");
  }

  @Test
  void anAccountHasRoomForClaimsThatAreProved() {
    Claim first = claim("acme");
    books.write(
        book -> {
          for (int i = 1; i < Onboarding.UNPROVED_PER_ACCOUNT_MAX; i++) {
            book.save(first.with(Domains.of(HOST.value()).withHost(host(i), 0)));
          }
          return book;
        });
    assertThatThrownBy(() -> claim("acme", host(0)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("it has 10000 domains that nobody has proved");
    claim("rival", host(0));

    own("acme");

    assertThat(claim("acme", host(0)).state().word()).isEqualTo("registered");
  }

  private Claim claim(String account, HostName host) {
    return onboarding.register(account, host, OnboardingDesk.WISH).report().claim();
  }

  private static HostName host(int number) {
    return new HostName("links-%d.example".formatted(number));
  }

  @Test
  void eachClaimHasAnUnguessableProofOfItsOwn() {
    assertThat(claim("acme").proof()).hasSize(40).isNotEqualTo(claim("rival").proof());
    world.prove(claim("acme"));

    assertThat(verify("rival")).isEqualTo("registered");
  }

  @Test
  void anotherAccountSeesNothingOfAClaim() {
    own("acme");

    assertThatThrownBy(() -> onboarding.show("rival", HOST))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.kind()).isEqualTo(RefusedException.Kind.NOT_FOUND));
    assertThat(onboarding.list("rival", "", 10)).isEmpty();
  }

  @Test
  void aClaimOfAnotherAccountsHostCostsItsOwnerNothing() {
    own("acme");
    claim("rival");
    verify("rival");

    assertThat(verify("acme")).isEqualTo("ownership-proven");
    assertThat(books.read(Domains::served)).extracting(Claim::account).containsExactly("acme");
  }

  @Test
  void theOwnerKeepsTheHostWhileItsRecordIsThere() {
    own("acme");
    world.prove(claim("rival"));

    Report report = onboarding.verify("rival", HOST);

    assertThat(report.claim().state().word()).isEqualTo("registered");
    assertThat(report.findings().getFirst().code()).isEqualTo("ownership.in-use");
    assertThat(report.findings().toString()).doesNotContain("acme");
    clock.advance(Ownership.TRANSFER_GRACE.multipliedBy(3));
    assertThat(verify("rival")).isEqualTo("registered");
  }

  @Test
  void aProofAndAGracePeriodMakeANewOwnerOfANewGeneration() {
    own("acme");
    world.unprove(claim("acme"));
    world.prove(claim("rival"));
    assertThat(onboarding.verify("rival", HOST).findings().getFirst().code())
        .isEqualTo("ownership.grace-period");
    clock.advance(Ownership.TRANSFER_GRACE.minusSeconds(1));
    assertThat(verify("rival")).isEqualTo("registered");
    assertThat(books.read(Domains::served)).extracting(Claim::account).containsExactly("acme");
    clock.advance(Duration.ofSeconds(1));

    assertThat(verify("rival")).isEqualTo("ownership-proven");

    List<Claim> served = books.read(Domains::served);
    assertThat(served).extracting(Claim::account).containsExactly("rival");
    assertThat(served.getFirst().domain().generation()).isEqualTo(2);
    assertThat(state("acme")).isEqualTo("retired");
  }

  @Test
  void theOwnersRecordComingBackEndsTheGracePeriod() {
    own("acme");
    world.unprove(claim("acme"));
    world.prove(claim("rival"));
    verify("rival");
    clock.advance(Ownership.TRANSFER_GRACE.minusSeconds(1));
    world.prove(claim("acme"));
    verify("acme");
    world.unprove(claim("acme"));
    clock.advance(Duration.ofSeconds(10));

    assertThat(verify("rival")).isEqualTo("registered");
  }

  @Test
  void whatCouldNotBeAskedTakesNothingFromTheOwner() {
    own("acme");
    Claim rival = claim("rival");
    world.prove(rival);
    verify("rival");
    world.silent = true;
    clock.advance(Ownership.TRANSFER_GRACE.multipliedBy(2));

    assertThat(verify("rival")).isEqualTo("registered");
    assertThat(verify("acme")).isEqualTo("ownership-proven");
  }

  @Test
  void aDomainIsDegradedSinceItFirstWasWhateverTheWordsOfEachLook() {
    own("acme");
    world.unprove(claim("acme"));
    assertThat(verify("acme")).isEqualTo("degraded");
    Instant since = claim("acme").since();
    int steps = onboarding.show("acme", HOST).history().size();
    for (int look = 0; look < 5; look++) {
      clock.advance(Duration.ofHours(1));
      world.observed = "it was not at look " + look;
      assertThat(verify("acme")).isEqualTo("degraded");
    }
    assertThat(claim("acme").since()).isEqualTo(since);
    assertThat(claim("acme").state())
        .isInstanceOfSatisfying(
            DomainState.Degraded.class,
            degraded -> assertThat(degraded.findings().getFirst().observed()).endsWith("look 4"));
    assertThat(onboarding.show("acme", HOST).history()).hasSize(steps);
  }

  @Test
  void httpsIsNotSwitchedOnForADomainThatIsDegradedUntilItIsMended() {
    own("acme");
    world.ready("links.example");
    assertThat(verify("acme")).isEqualTo("edge-ready");
    world.unprove(claim("acme"));
    assertThat(verify("acme")).isEqualTo("degraded");

    assertThatThrownBy(() -> onboarding.httpsOn("acme", HOST))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused ->
                assertThat(refused.findings().getFirst().code()).isEqualTo("ownership.missing"));
    assertThat(state("acme")).isEqualTo("degraded");
    world.prove(claim("acme"));
    assertThat(onboarding.httpsOn("acme", HOST).claim().state().word()).isEqualTo("https-on");
  }

  @Test
  void noCertificateIsTakenForLinksThatAnotherAnswers() {
    Wish foreign =
        new Wish(
            Provider.SES,
            Placement.read(
                Provider.SES,
                HOST,
                Optional.empty(),
                Map.of("providerRegion", "eu-central-1"),
                new ArrayList<>()),
            OnboardingDesk.WISH.paths(),
            OnboardingDesk.WISH.clicks(),
            OnboardingDesk.WISH.opens(),
            OnboardingDesk.WISH.keeps(),
            OnboardingDesk.WISH.pixelBytes());
    world.prove(onboarding.register("acme", HOST, foreign).report().claim());
    assertThat(verify("acme")).isEqualTo("ownership-proven");

    assertThatThrownBy(() -> onboarding.upload("acme", HOST, "chain", "key"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused ->
                assertThat(refused.findings().getFirst().code()).isEqualTo("not-served-here"));
    assertThat(NextAction.of(onboarding.show("acme", HOST).claim()))
        .startsWith("Nothing to do here yet: ");
  }

  @Test
  void aHostThatLeavesNoRoomForItsRecordsIsRefused() {
    String label = "a".repeat(63) + ".";
    HostName longest = new HostName(label.repeat(3) + "b".repeat(45));
    onboarding.register("acme", longest, OnboardingDesk.WISH);
    HostName tooLong = new HostName(label.repeat(3) + "b".repeat(46));

    assertThatThrownBy(() -> onboarding.register("acme", tooLong, OnboardingDesk.WISH))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void aLostRecordDegradesAndGoesOnServing() {
    own("acme");
    world.unprove(claim("acme"));

    assertThat(verify("acme")).isEqualTo("degraded");
    assertThat(books.read(Domains::served)).hasSize(1);
    world.prove(claim("acme"));
    assertThat(verify("acme")).isEqualTo("ownership-proven");
  }

  @Test
  void retiringServesUntilItsEndAndThenLeavesATombstone() {
    own("acme");
    onboarding.retire("acme", HOST, Optional.empty());
    assertThat(books.read(Domains::served)).hasSize(1);
    assertThat(verify("acme")).isEqualTo("retiring");
    clock.advance(Onboarding.RETIRING_DEFAULT);

    onboarding.endRetired();

    assertThat(state("acme")).isEqualTo("retired");
    assertThat(books.read(Domains::served)).isEmpty();
    own("rival");
    assertThat(books.read(Domains::served).getFirst().domain().generation()).isEqualTo(2);
  }

  @Test
  void aRetiringDomainIsGivenCertificatesUntilItsEnd() {
    own("acme");
    onboarding.retire("acme", HOST, Optional.of(clock.instant().plusSeconds(60)));

    Report brought = onboarding.upload("acme", HOST, "CERTIFICATE", "KEY");
    assertThat(brought.claim().state().word()).isEqualTo("retiring");
    assertThat(brought.certificate().evidence().isGood()).isTrue();
    onboarding.removeUpload("acme", HOST);
    onboarding.verifyAnew("acme", HOST);
    assertThat(world.retried).containsExactly(HOST);

    clock.advance(Duration.ofSeconds(60));
    onboarding.endRetired();
    assertThatThrownBy(() -> onboarding.upload("acme", HOST, "CERTIFICATE", "KEY"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("it is retired");
  }

  @Test
  void refusesToStopAllLinksAtOnceByAnEndThatIsOver() {
    own("acme");

    assertThatThrownBy(() -> onboarding.retire("acme", HOST, Optional.of(clock.instant())))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(RefusedException.Kind.INVALID);
              assertThat(e.findings().getFirst().subject()).isEqualTo("until");
            });

    assertThat(state("acme")).isEqualTo("ownership-proven");
  }

  @Test
  void theSameOwnerComingBackKeepsItsLinks() {
    own("acme");
    onboarding.retire("acme", HOST, Optional.of(clock.instant().plusSeconds(1)));
    clock.advance(Duration.ofSeconds(1));
    onboarding.endRetired();
    assertThat(state("acme")).isEqualTo("retired");

    own("acme");

    assertThat(books.read(Domains::served).getFirst().domain().generation()).isEqualTo(1);
  }

  @Test
  void aServedDomainIsRetiredBeforeItsClaimIsForgotten() {
    own("acme");

    assertThatThrownBy(() -> onboarding.delete("acme", HOST)).isInstanceOf(RefusedException.class);
    claim("rival");
    onboarding.delete("rival", HOST);
    assertThat(onboarding.list("rival", "", 10)).isEmpty();
    assertThat(onboarding.list("acme", "", 10)).hasSize(1);
  }

  @Test
  void switchingHttpsOffIsTheOwnersAloneAndTroubleNeverDoesIt() {
    own("acme");
    world.ready("links.example");
    verify("acme");
    onboarding.httpsOn("acme", HOST);
    world.pointed.clear();

    assertThat(verify("acme")).isEqualTo("degraded");
    assertThat(onboarding.show("acme", HOST).claim().active().https()).isTrue();
    onboarding.httpsOff("acme", HOST);
    assertThat(onboarding.show("acme", HOST).claim().active().https()).isFalse();
  }

  @Test
  void aDeclaredDomainGetsToHttpsByItsLiveProbeAndByNothingElse() {
    onboarding.declare(List.of(PROBED));
    assertThat(verify("acme")).isEqualTo("ownership-proven");
    world.certified.add("links.example");
    assertThat(verify("acme")).isEqualTo("certificate-ready");
    assertThat(onboarding.show("acme", HOST).claim().active().https()).isFalse();
    onboarding.declare(List.of(PROBED));
    assertThat(state("acme")).isEqualTo("certificate-ready");
    world.probed.add("links.example");

    assertThat(verify("acme")).isEqualTo("https-on");

    assertThat(onboarding.show("acme", HOST).history())
        .extracting(Transition::to)
        .containsExactly("https-on", "edge-ready", "certificate-ready", "ownership-proven");
    world.probed.clear();
    assertThat(verify("acme")).isEqualTo("degraded");
    assertThat(onboarding.show("acme", HOST).claim().active().https()).isTrue();
    world.probed.add("links.example");
    assertThat(verify("acme")).isEqualTo("https-on");
  }

  @Test
  void aDeclaredDomainWithoutHttpsStaysAtHttpAndGoesBackToItWhenTheOperatorSaysSo() {
    world.ready("links.example");
    onboarding.declare(List.of(PROBED));
    assertThat(verify("acme")).isEqualTo("https-on");
    assertThatThrownBy(() -> onboarding.httpsOff("acme", HOST))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.findings().getFirst().nextStep()).contains("https: false"));
    Declaration off = new Declaration(PROBED.domain().withHttps(false), false);

    onboarding.declare(List.of(off));

    assertThat(state("acme")).isEqualTo("edge-ready");
    assertThat(verify("acme")).isEqualTo("edge-ready");
    assertThatThrownBy(() -> onboarding.httpsOn("acme", HOST))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.findings().getFirst().nextStep()).contains("https: true"));
    onboarding.declare(List.of(PROBED));
    assertThat(verify("acme")).isEqualTo("https-on");
  }

  @Test
  void aDomainAtTheOperatorsWordIsNotProbed() {
    world.certified.add("links.example");
    onboarding.declare(List.of(DECLARED));

    assertThat(verify("acme")).isEqualTo("https-on");
    assertThat(onboarding.isAtItsWord(onboarding.show("acme", HOST).claim())).isTrue();
  }

  @Test
  void aCertificateOfADeclaredDomainIsTheConfigurationsToName() {
    onboarding.declare(List.of(PROBED));

    assertThatThrownBy(() -> onboarding.upload("acme", HOST, "CERTIFICATE", "KEY"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.findings().getFirst().code()).isEqualTo("declared"));
  }

  @Test
  void declaredDomainsAreProvedAndGoTheSameWay() {
    world.certified.add("links.example");

    onboarding.declare(List.of(DECLARED));

    Report report = onboarding.show("acme", HOST);
    assertThat(report.claim().declared()).isTrue();
    assertThat(report.claim().state().word()).isEqualTo("https-on");
    assertThat(report.history())
        .extracting(Transition::to)
        .containsExactly("https-on", "certificate-ready", "ownership-proven");
    onboarding.declare(List.of(DECLARED));
    assertThat(onboarding.show("acme", HOST).history()).hasSize(3);
  }

  @Test
  void nobodyTakesADeclaredHostAndOneNoLongerDeclaredIsOver() {
    onboarding.declare(List.of(DECLARED));
    world.prove(claim("rival"));
    assertThat(verify("rival")).isEqualTo("registered");
    assertThatThrownBy(() -> onboarding.retire("acme", HOST, Optional.empty()))
        .isInstanceOf(RefusedException.class);

    onboarding.declare(List.of());

    assertThat(state("acme")).isEqualTo("retired");
    assertThat(verify("rival")).isEqualTo("ownership-proven");
    assertThat(books.read(Domains::served).getFirst().domain().generation()).isEqualTo(2);
  }

  @Test
  void aDeclarationTakesTheHostFromWhoeverClaimedIt() {
    own("rival");

    onboarding.declare(List.of(DECLARED));

    assertThat(state("rival")).isEqualTo("retired");
    assertThat(books.read(Domains::served)).extracting(Claim::account).containsExactly("acme");
  }

  @Test
  void refusesAPairThatCannotWorkWithItsReason() {
    Wish wish =
        new Wish(
            Provider.SPARKPOST,
            Placement.at(EdgeKind.KEYCDN),
            LinkPaths.DEFAULT,
            TrackingMode.NONE,
            TrackingMode.NONE,
            Keeps.EVERYTHING,
            43);

    assertThatThrownBy(() -> onboarding.register("acme", HOST, wish))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("SparkPost needs");
  }

  @Test
  void everythingIsThereAfterARestart() {
    own("acme");
    world.unprove(claim("acme"));
    verify("acme");
    Report before = onboarding.show("acme", HOST);
    books.close();
    books = database();

    Onboarding again = new Onboarding(books, world.checks(), () -> {}, clock, new SecureRandom());

    assertThat(again.show("acme", HOST)).isEqualTo(before);
  }
}
