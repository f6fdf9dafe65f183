package io.clickward.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.EdgeKind;
import io.clickward.domain.Evidence;
import io.clickward.domain.Placement;
import io.clickward.domain.Provider;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Hosts whose addresses tell nothing, as behind a CDN that shows its own. */
class LeftToProbeTest extends OnboardingDesk {
  /** Proved, with a certificate, and with addresses that tell nothing. */
  private void certifyBehindACdn() {
    world.untold.add(HOST.value());
    world.certified.add(HOST.value());
    own("acme");
    assertThat(state("acme")).isEqualTo("certificate-ready");
    assertThat(world.probes).isEmpty();
  }

  @Test
  void aHostWhoseAddressesTellNothingIsEdgeReadyWhenAClickComesBack() {
    certifyBehindACdn();
    assertThat(found("acme")).isEqualTo("probe.failed");
    assertThat(state("acme")).isEqualTo("certificate-ready");
    world.probed.add(HOST.value());

    assertThat(verify("acme")).isEqualTo("edge-ready");

    assertThat(onboarding.httpsOn("acme", HOST).claim().state().word()).isEqualTo("https-on");
    assertThat(verify("acme")).isEqualTo("https-on");
    world.probed.clear();
    assertThat(verify("acme")).isEqualTo("degraded");
    world.probed.add(HOST.value());
    assertThat(verify("acme")).isEqualTo("https-on");
  }

  @Test
  void couldNotAskIsNoReasonToProbe() {
    certifyBehindACdn();
    world.probed.add(HOST.value());
    world.silent = true;

    assertThat(verify("acme")).isEqualTo("certificate-ready");

    assertThat(world.probes).isEmpty();
  }

  @Test
  void aRecordThatCouldNotBeAskedForLeavesNothingToTheProbe() {
    RecordLine line = claimed();
    RecordAnswer untold = new RecordAnswer(line, "", Evidence.unknown(), true);
    RecordAnswer right = new RecordAnswer(line, "", Evidence.holds(), false);
    RecordAnswer wrong = new RecordAnswer(line, "", Evidence.fails(), false);

    assertThat(RecordAnswer.leftToProbe(List.of(untold, right))).isTrue();
    assertThat(RecordAnswer.leftToProbe(List.of(untold, RecordAnswer.unasked(line)))).isFalse();
    assertThat(RecordAnswer.leftToProbe(List.of(untold, wrong))).isFalse();
    assertThat(RecordAnswer.leftToProbe(List.of(right))).isFalse();
    assertThat(RecordAnswer.leftToProbe(List.of())).isFalse();
  }

  private RecordLine claimed() {
    claim("acme");
    return onboarding.show("acme", HOST).records().getLast().line();
  }

  @Test
  void aClaimThatServesNothingCausesNoProbe() {
    world.untold.add(HOST.value());
    world.certified.add(HOST.value());
    claim("acme");
    assertThat(verify("acme")).isEqualTo("registered");
    own("acme");

    onboarding.retire("acme", HOST, Optional.empty());
    assertThat(verify("acme")).isEqualTo("retiring");

    assertThat(world.probes).isEmpty();
  }

  @Test
  void linksThatAProviderOpensAreNotProbed() {
    claim("acme");
    onboarding.place(
        "acme", HOST, claim -> claim.with(Provider.SPARKPOST, Placement.at(EdgeKind.CLICKWARD)));
    certifyBehindACdn();

    assertThat(verify("acme")).isEqualTo("certificate-ready");

    assertThat(world.probes).isEmpty();
  }
}
