package io.clickward.world;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.clickward.domain.Claim;
import io.clickward.domain.Evidence;
import io.clickward.domain.Evidence.Verdict;
import io.clickward.domain.Finding;
import io.clickward.domain.Finding.Severity;
import io.clickward.domain.TrackingDomain;
import io.clickward.link.Destination;
import io.clickward.link.Link;
import io.clickward.link.LinkKind;
import io.clickward.link.LinkSeal;
import io.clickward.link.Recipient;
import io.clickward.onboarding.HttpsProbe;
import io.clickward.probe.HttpsReadiness;
import io.clickward.probe.ProbeRequest;
import io.clickward.store.LinkKeys;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Follows a link of the domain from outside in, as a reader would. */
record LiveProbe(Outlook outlook, LinkKeys keys, InstantSource clock) implements HttpsProbe {
  /** The message that the probe's own clicks are recorded under. */
  static final String MESSAGE = "clickward-probe";

  @Override
  public Evidence probe(Claim claim) {
    ProbeRequest request =
        new ProbeRequest(
            claim.host(),
            outlook.config().listen().httpPort(),
            outlook.config().listen().publicHttpsPort(),
            Optional.of(link(claim.domain())));
    List<Finding> findings = HttpsReadiness.findings(outlook.probe().probe(request));
    return new Evidence(verdict(findings), findings);
  }

  private static Verdict verdict(List<Finding> findings) {
    if (HttpsReadiness.passes(findings)) {
      return Verdict.HOLDS;
    }
    boolean wrong = findings.stream().anyMatch(f -> f.severity() == Severity.BLOCKS);
    return wrong ? Verdict.FAILS : Verdict.UNKNOWN;
  }

  private ProbeRequest.Link link(TrackingDomain domain) {
    String destination = "https://%s/robots.txt".formatted(domain.host());
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Link link =
        new Link(
            LinkKind.CLICK,
            MESSAGE,
            new Recipient.Anonymous(),
            now,
            0,
            1,
            Destination.of(destination.getBytes(US_ASCII)));
    LinkSeal seal = LinkSeal.of(keys.current(), domain.host().value(), domain.generation());
    return new ProbeRequest.Link(domain.paths().click() + seal.seal(link, now), destination);
  }
}
