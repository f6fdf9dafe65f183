package io.clickward.world;

import static java.util.stream.Collectors.joining;

import io.clickward.cert.ChallengeNames;
import io.clickward.config.Config;
import io.clickward.dns.Dns;
import io.clickward.dns.EdgeRecords;
import io.clickward.dns.RecordList;
import io.clickward.dns.RecordPlan;
import io.clickward.dns.RecordResult;
import io.clickward.dns.Step;
import io.clickward.dns.TxtSpread;
import io.clickward.dns.Verdict;
import io.clickward.dns.WantedRecord;
import io.clickward.domain.Claim;
import io.clickward.domain.EdgeKind;
import io.clickward.domain.Evidence;
import io.clickward.domain.Finding;
import io.clickward.domain.Finding.Severity;
import io.clickward.domain.HostName;
import io.clickward.domain.Placement;
import io.clickward.onboarding.OwnershipCheck;
import io.clickward.onboarding.RecordAnswer;
import io.clickward.onboarding.RecordLine;
import io.clickward.onboarding.RecordLists;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What onboarding asks the DNS. */
record DnsRecords(Config config, Dns dns) implements RecordLists, OwnershipCheck {
  @Override
  public List<RecordLine> list(Claim claim) {
    return plan(claim, parent(claim.host())).records().stream()
        .map(wanted -> line(wanted, parent(claim.host())))
        .toList();
  }

  @Override
  public List<RecordAnswer> check(Claim claim) {
    HostName zone = dns.zone(claim.host()).orElse(parent(claim.host()));
    return dns.verify(plan(claim, zone)).results().stream()
        .map(result -> answer(result, zone))
        .toList();
  }

  /** A host that is to lead here cannot be told where: the operator has not said it. */
  @Override
  public List<Finding> gaps(Claim claim) {
    boolean nowhere =
        edge(claim.placement()) instanceof EdgeRecords.Clickward here
            && here.name().isEmpty()
            && here.addresses().isEmpty();
    return nowhere ? List.of(unnamed()) : List.of();
  }

  private static Finding unnamed() {
    return new Finding(
        "outside.not-set",
        Severity.BLOCKS,
        "outside.name",
        "is not set, so there is no record that brings the host here",
        "the name that link hosts lead to",
        "Add outside.name (or outside.addresses) to clickward.yaml and start the server anew, or have its operator do so.");
  }

  /** Asked of the zone's own name servers, all of them: no cache is in between. */
  @Override
  public Evidence check(HostName host, String recordName, String text) {
    TxtSpread spread = dns.txtSpread(recordName, text);
    if (spread.complete()) {
      return Evidence.holds();
    }
    boolean missing = spread.having().isEmpty() && !spread.lacking().isEmpty();
    Finding finding =
        new Finding(
            missing ? "dns.ownership-missing" : "dns.ownership-unknown",
            missing ? Severity.BLOCKS : Severity.UNKNOWN,
            recordName,
            observed(spread, missing),
            "a TXT record " + text,
            missing
                ? "Make the record, or wait until the zone's name servers have it."
                : "Try again in some minutes.");
    return missing ? Evidence.fails(finding) : Evidence.unknown(finding);
  }

  private static String observed(TxtSpread spread, boolean missing) {
    if (missing) {
      return "the zone's name servers do not have it: " + String.join(", ", spread.lacking());
    }
    return spread.having().isEmpty()
        ? "no name server of the zone could say whether it is there"
        : "some name servers do not have it yet: " + String.join(", ", spread.lacking());
  }

  private RecordList plan(Claim claim, HostName zone) {
    return RecordList.of(
        new RecordPlan(
            claim.host(),
            zone,
            claim.placement().account(),
            edge(claim.placement()),
            Optional.of(claim.proofText()),
            challenge(claim)));
  }

  /** A host that leads elsewhere gets its certificate there. */
  private Optional<HostName> challenge(Claim claim) {
    return claim.edge() == EdgeKind.CLICKWARD
        ? config
            .acme()
            .dns()
            .map(dns -> HostName.parse(ChallengeNames.target(claim.host(), dns.zone())))
        : Optional.empty();
  }

  /** Our own, a foreign one by its name, or none where the host leads to the provider itself. */
  private EdgeRecords edge(Placement placement) {
    Optional<HostName> target = placement.target();
    if (target.isPresent()) {
      return new EdgeRecords.Cdn(target.get());
    }
    return placement.edge() == EdgeKind.OTHER
        ? new EdgeRecords.Provider()
        : new EdgeRecords.Clickward(config.outside().name(), config.outside().addresses());
  }

  /** Good enough before anybody has asked; a check finds the real one. */
  private static HostName parent(HostName host) {
    String rest = host.value().substring(host.value().indexOf('.') + 1);
    return rest.contains(".") ? new HostName(rest) : host;
  }

  private static RecordLine line(WantedRecord wanted, HostName zone) {
    return new RecordLine(
        wanted.name(),
        wanted.relativeName(),
        zone.value(),
        wanted.type().name(),
        wanted.value(),
        wanted.ttlSeconds(),
        wanted.why(),
        need(wanted.step()));
  }

  private static RecordLine.Need need(Step step) {
    return switch (step) {
      case OWNERSHIP -> RecordLine.Need.OWNERSHIP;
      case CERTIFICATE -> RecordLine.Need.CERTIFICATE;
      case PROVIDER -> RecordLine.Need.PROVIDER;
      case TRAFFIC -> RecordLine.Need.EDGE;
    };
  }

  private static RecordAnswer answer(RecordResult result, HostName zone) {
    return new RecordAnswer(
        line(result.wanted(), zone),
        String.join(", ", result.found()),
        evidence(result),
        result.verdict() == Verdict.CANNOT_TELL);
  }

  private static Evidence evidence(RecordResult result) {
    return switch (result.verdict().standing()) {
      case RIGHT -> Evidence.holds();
      case WRONG -> Evidence.fails(finding(result, Severity.BLOCKS));
      case WAITING, UNKNOWN -> Evidence.unknown(finding(result, Severity.UNKNOWN));
    };
  }

  private static Finding finding(RecordResult result, Severity severity) {
    return new Finding(
        "dns." + result.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        severity,
        result.wanted().name() + " " + result.wanted().type(),
        result.sentence(),
        result.expected().stream().collect(joining(" or ")),
        result.nextStep());
  }
}
