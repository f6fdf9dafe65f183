package io.clickward.probe;

import io.clickward.dns.Caa;
import io.clickward.domain.Finding;
import io.clickward.domain.Finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** What an order would fail on, or what its owner should know before. */
final class PreflightFindings {
  private final Preflight.Question question;
  private final String host;
  private final List<Finding> findings = new ArrayList<>();

  private PreflightFindings(Preflight.Question question) {
    this.question = question;
    this.host = question.facts().request().host().value();
  }

  static List<Finding> of(Preflight.Question question, List<Preflight.Method> methods) {
    PreflightFindings all = new PreflightFindings(question);
    all.dns();
    all.caa();
    all.addresses();
    all.cdn();
    all.methods(methods);
    return all.findings;
  }

  /** With a delegated challenge the host itself may lead anywhere, or nowhere yet. */
  private void dns() {
    for (Finding finding : DnsFindings.of(question.facts().dns())) {
      boolean needed = finding.code().equals("dns.dnssec-broken") || !question.challengeDelegated();
      findings.add(needed ? finding : warning(finding));
    }
  }

  private static Finding warning(Finding f) {
    return new Finding(
        f.code(), Severity.WARNS, f.subject(), f.observed(), f.expected(), f.nextStep());
  }

  private void caa() {
    Caa caa = question.caa();
    if (caa.state() == Caa.State.COULD_NOT_ASK) {
      add(
          "caa.could-not-ask",
          Severity.UNKNOWN,
          caa.reason(),
          "an answer; a CA that gets none must refuse",
          "Try again later; if it stays so, ask whoever runs the zone's name servers.");
    } else if (caa.forbidsAll()) {
      forbids(caa);
    }
  }

  private void forbids(Caa caa) {
    List<String> issuers = caa.rights().stream().map(r -> r.ca().issuer()).distinct().toList();
    List<String> reasons = caa.rights().stream().map(Caa.Right::why).distinct().toList();
    add(
        "caa.forbids",
        Severity.BLOCKS,
        "CAA at %s is %s: %s"
            .formatted(caa.foundAt(), String.join(", ", caa.records()), String.join("; ", reasons)),
        "a record that allows one of " + String.join(", ", issuers),
        "Add the record `%s CAA 0 issue \"%s\"`.".formatted(caa.foundAt(), issuers.getFirst()));
  }

  private void addresses() {
    for (AddressFacts address : question.facts().addresses()) {
      if (address.http() instanceof Reach.Failed failed) {
        findings.add(
            new Finding(
                "http.no-connection",
                Severity.WARNS,
                host + " at " + address.address().getHostAddress(),
                "port %d: %s".formatted(question.facts().request().httpPort(), failed.reason()),
                "a server that accepts: a CA tries any of the addresses",
                "Open the port at this address, or take the address out of DNS."));
      }
    }
  }

  private void cdn() {
    question
        .facts()
        .cdn()
        .ifPresent(
            cdn ->
                add(
                    "cdn.in-front",
                    Severity.WARNS,
                    "a CDN is in front: " + cdn,
                    "for TLS-ALPN-01 a host that leads to our edge itself",
                    "Use HTTP-01 through the CDN, or delegate _acme-challenge."));
  }

  /** Without a method there is no order: something has to say why. */
  private void methods(List<Preflight.Method> methods) {
    boolean impossible = methods.stream().noneMatch(Preflight.Method::possible);
    boolean allSeen = methods.stream().allMatch(Preflight.Method::ruledOut);
    if (impossible && HttpsReadiness.passes(findings)) {
      add(
          "certificate.no-method",
          allSeen ? Severity.BLOCKS : Severity.UNKNOWN,
          "no challenge can be answered (" + Preflight.objections(methods) + ")",
          "a host that leads to our edge at each of its addresses, or a delegated _acme-challenge",
          "Mend what is in the way of one of them, then verify the domain.");
    }
  }

  private void add(
      String code, Severity severity, String observed, String expected, String nextStep) {
    findings.add(new Finding(code, severity, host, observed, expected, nextStep));
  }
}
