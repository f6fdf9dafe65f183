package io.clickward.testing;

import io.clickward.domain.Claim;
import io.clickward.domain.Evidence;
import io.clickward.domain.Finding;
import io.clickward.domain.Finding.Severity;
import io.clickward.domain.HostName;
import io.clickward.domain.TrackingDomain;
import io.clickward.onboarding.CertificateState;
import io.clickward.onboarding.CertificateStatus;
import io.clickward.onboarding.Checks;
import io.clickward.onboarding.RecordAnswer;
import io.clickward.onboarding.RecordLine;
import io.clickward.onboarding.RecordLists;
import io.clickward.onboarding.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What DNS, the certificates and the live probe say, as plain sets that a test fills. */
public final class World {
  /** The texts that each TXT record name has. */
  public final Map<String, Set<String>> texts = new HashMap<>();

  /** Hosts whose DNS leads to their edge. */
  public final Set<String> pointed = new HashSet<>();

  /** Hosts with addresses that a CDN may well have, or somebody else. */
  public final Set<String> untold = new HashSet<>();

  /** Hosts with a good certificate. */
  public final Set<String> certified = new HashSet<>();

  /** Hosts whose live probe passes. */
  public final Set<String> probed = new HashSet<>();

  /** Hosts that were probed, each as often as it was. */
  public final List<HostName> probes = new ArrayList<>();

  /** Hosts that a CA was to be asked for again. */
  public final List<HostName> retried = new ArrayList<>();

  /** Why the record lists are not whole. */
  public final List<Finding> gaps = new ArrayList<>();

  /** Texts of ownership records for which DNS gives no answer. */
  public final Set<String> unheard = new HashSet<>();

  /** What findings say was found. */
  public String observed = "it is not";

  /** While true, DNS gives no answer. */
  public boolean silent;

  /** Publishes the ownership record of a claim. */
  public void prove(Claim claim) {
    texts.computeIfAbsent(claim.proofName(), _ -> new HashSet<>()).add(claim.proofText());
  }

  /** Takes the ownership record of a claim away. */
  public void unprove(Claim claim) {
    texts.getOrDefault(claim.proofName(), new HashSet<>()).remove(claim.proofText());
  }

  /** Makes everything good for a host but its ownership. */
  public void ready(String host) {
    pointed.add(host);
    certified.add(host);
    probed.add(host);
  }

  /** Asks this world. */
  public Checks checks() {
    return new Checks(
        (host, name, text) ->
            unheard.contains(text)
                ? Evidence.unknown(finding(Severity.UNKNOWN, "dns.timeout", host))
                : says(
                    texts.getOrDefault(name, Set.of()).contains(text), host, "ownership.missing"),
        new Records(),
        new Certificates(),
        this::probe);
  }

  private Evidence probe(Claim claim) {
    probes.add(claim.host());
    return says(probed.contains(claim.host().value()), claim.host(), "probe.failed");
  }

  private Evidence says(boolean good, HostName host, String code) {
    if (silent) {
      return Evidence.unknown(finding(Severity.UNKNOWN, "dns.timeout", host));
    }
    return good ? Evidence.holds() : Evidence.fails(finding(Severity.BLOCKS, code, host));
  }

  private Finding finding(Severity severity, String code, HostName host) {
    return new Finding(code, severity, host.value(), observed, "it to be", "Make it so.");
  }

  private final class Records implements RecordLists {
    @Override
    public List<RecordLine> list(Claim claim) {
      String host = claim.host().value();
      return List.of(
          new RecordLine(
              claim.proofName(),
              claim.proofName().replace(".example", ""),
              "example",
              "TXT",
              claim.proofText(),
              300,
              "Shows that the host is yours.",
              RecordLine.Need.OWNERSHIP),
          new RecordLine(
              host,
              host.replace(".example", ""),
              "example",
              "CNAME",
              "edge.clickward.example",
              300,
              "Leads readers to the edge.",
              RecordLine.Need.EDGE));
    }

    @Override
    public List<Finding> gaps(Claim claim) {
      return List.copyOf(gaps);
    }

    @Override
    public List<RecordAnswer> check(Claim claim) {
      List<RecordLine> lines = list(claim);
      return List.of(
          new RecordAnswer(lines.getFirst(), "", Evidence.unknown(), false),
          leading(lines.getLast(), claim.host()));
    }

    private RecordAnswer leading(RecordLine line, HostName host) {
      if (untold.contains(host.value()) && !silent) {
        Finding finding = finding(Severity.UNKNOWN, "dns.cannot-tell", host);
        return new RecordAnswer(line, "", Evidence.unknown(finding), true);
      }
      Evidence evidence = says(pointed.contains(host.value()), host, "dns.wrong-target");
      return new RecordAnswer(line, "", evidence, false);
    }
  }

  private final class Certificates implements CertificateState {
    @Override
    public CertificateStatus of(HostName host) {
      boolean good = certified.contains(host.value());
      return new CertificateStatus(
          good ? Evidence.holds() : Evidence.unknown(),
          good ? "acme" : "none",
          good ? Optional.of("CN=Test CA") : Optional.empty(),
          good ? Optional.of(Instant.parse("2027-01-01T00:00:00Z")) : Optional.empty(),
          Optional.empty(),
          List.of("http-01"));
    }

    @Override
    public void retry(HostName host) {
      retried.add(host);
    }

    @Override
    public void upload(TrackingDomain domain, String chainPem, String keyPem) {
      if (!chainPem.contains("CERTIFICATE")) {
        throw RefusedException.invalid("chain", "has no certificate", "one", "Send one.");
      }
      certified.add(domain.host().value());
    }

    @Override
    public void removeUpload(TrackingDomain domain) {
      certified.remove(domain.host().value());
    }
  }
}
