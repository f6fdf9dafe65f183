package io.clickward.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.DomainState.CertificateReady;
import io.clickward.domain.DomainState.Degraded;
import io.clickward.domain.DomainState.EdgeReady;
import io.clickward.domain.DomainState.HttpsOn;
import io.clickward.domain.DomainState.OwnershipProven;
import io.clickward.domain.DomainState.Registered;
import io.clickward.domain.DomainState.Retired;
import io.clickward.domain.DomainState.Retiring;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final Evidence GOOD = Evidence.holds();
  private static final Evidence UNKNOWN = Evidence.unknown();
  private static final Facts ALL_UNKNOWN = new Facts(UNKNOWN, UNKNOWN, UNKNOWN);
  private static final Facts ALL_GOOD = new Facts(GOOD, GOOD, GOOD);

  private static Finding finding(String observed) {
    return new Finding(
        "x", Finding.Severity.BLOCKS, "links.example", observed, "it to be", "Make it so.");
  }

  private static Evidence bad(String observed) {
    return Evidence.fails(finding(observed));
  }

  private static List<DomainState> states(DomainState from, Facts facts) {
    return Lifecycle.after(from, facts, NOW).stream().map(Lifecycle.Change::to).toList();
  }

  @Test
  void takesEveryStepThatIsEarnedButNotHttps() {
    assertThat(states(new Registered(), ALL_GOOD))
        .containsExactly(new OwnershipProven(), new CertificateReady(), new EdgeReady());
  }

  @Test
  void waitsAtTheFirstStepThatIsNotEarned() {
    assertThat(states(new Registered(), new Facts(GOOD, UNKNOWN, GOOD)))
        .containsExactly(new OwnershipProven());
    assertThat(states(new Registered(), new Facts(bad("no record"), GOOD, GOOD))).isEmpty();
    assertThat(states(new OwnershipProven(), new Facts(GOOD, bad("none"), bad("no")))).isEmpty();
  }

  @Test
  void whatCouldNotBeAskedChangesNothing() {
    for (Step step : Step.values()) {
      assertThat(states(DomainState.at(step), ALL_UNKNOWN)).isEmpty();
    }
    assertThat(states(new Degraded(List.of(finding("lost")), Step.HTTPS_ON), ALL_UNKNOWN))
        .isEmpty();
  }

  @Test
  void aLostRecordDegradesAndIsStillServedWithHttps() {
    List<DomainState> states = states(new HttpsOn(), new Facts(bad("gone"), GOOD, GOOD));

    assertThat(states).containsExactly(new Degraded(List.of(finding("gone")), Step.HTTPS_ON));
    assertThat(states.getFirst().isServed()).isTrue();
    assertThat(states.getFirst().isHttps()).isTrue();
  }

  @Test
  void aDegradedDomainReturnsOnlyWhenEverythingIsKnownToHold() {
    Degraded degraded = new Degraded(List.of(finding("gone")), Step.HTTPS_ON);

    assertThat(states(degraded, new Facts(GOOD, UNKNOWN, GOOD))).isEmpty();
    assertThat(states(degraded, ALL_GOOD)).containsExactly(new HttpsOn());
    assertThat(states(degraded, new Facts(GOOD, bad("expired"), GOOD)))
        .containsExactly(new Degraded(List.of(finding("expired")), Step.HTTPS_ON));
  }

  @Test
  void retiringEndsByTheClockOnly() {
    Instant end = NOW.plus(Duration.ofDays(1));

    assertThat(states(new Retiring(end), new Facts(bad("gone"), GOOD, GOOD))).isEmpty();
    assertThat(states(new Retiring(NOW), ALL_GOOD)).containsExactly(new Retired());
    assertThat(states(new Retired(), ALL_GOOD)).isEmpty();
  }

  @Test
  void onlyOwnedDomainsAreSealedForAndRetiringOnesStillRedirect() {
    assertThat(new Registered().isServed()).isFalse();
    assertThat(new OwnershipProven().isServed()).isTrue();
    assertThat(new OwnershipProven().isHttps()).isFalse();
    assertThat(new Retiring(NOW).isServed()).isTrue();
    assertThat(new Retiring(NOW).isOwned()).isFalse();
    assertThat(new Retired().isServed()).isFalse();
  }

  @Test
  void everyPairOfProviderAndEdgeIsSupportedOrHasAReason() {
    for (Provider provider : Provider.values()) {
      for (EdgeKind edge : EdgeKind.values()) {
        if (Pairing.of(provider, edge) instanceof Pairing.Refused(String reason)) {
          assertThat(reason).isNotBlank();
        }
      }
      assertThat(Pairing.of(provider, EdgeKind.CLICKWARD)).isEqualTo(new Pairing.Supported());
    }
  }
}
