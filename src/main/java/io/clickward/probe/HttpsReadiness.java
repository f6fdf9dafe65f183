package io.clickward.probe;

import io.clickward.dns.Dnssec;
import io.clickward.dns.HostDns;
import io.clickward.domain.Finding;
import io.clickward.domain.Finding.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands in the way of writing https into a host's links. Pure. */
public final class HttpsReadiness {
  /** Renewal has tried for long when this little of a certificate's life is left. */
  private static final int LIFE_PARTS_LEFT = 10;

  private final Facts facts;
  private final String host;
  private final List<Finding> findings = new ArrayList<>();

  private HttpsReadiness(Facts facts) {
    this.facts = facts;
    this.host = facts.request().host().value();
  }

  /** The findings, those of DNS first. HTTPS may be switched on when {@link #passes} says so. */
  public static List<Finding> findings(Facts facts) {
    HttpsReadiness readiness = new HttpsReadiness(facts);
    readiness.dns();
    facts.addresses().forEach(readiness::address);
    if (facts.request().link().isEmpty()) {
      readiness.add(
          "probe.no-link",
          Severity.UNKNOWN,
          "no probe link was given, so nobody saw a click come back",
          "a link of this host that leads to a known place",
          "Probe again with a link.");
    }
    readiness.unseen();
    return List.copyOf(readiness.findings);
  }

  /**
   * Where this machine has no way to any address there are warnings only, and no click was seen.
   */
  private void unseen() {
    boolean seen = facts.addresses().stream().anyMatch(a -> a.link() instanceof HttpFacts.Answered);
    if (!seen && passes(findings)) {
      add(
          "probe.nothing-seen",
          Severity.UNKNOWN,
          "this machine could connect to none of the host's addresses, so nobody saw a click come back",
          "an address that it has a way to",
          "Nothing is known to be wrong with the host. Give the server's machine a way to one of the addresses (IPv4 or IPv6), then try again.");
    }
  }

  /** Whether nothing stands in the way and nothing that matters is unknown. */
  public static boolean passes(List<Finding> findings) {
    return findings.stream().allMatch(f -> f.severity() == Severity.WARNS);
  }

  private void dns() {
    DnsFindings.of(facts.dns()).forEach(findings::add);
  }

  private void address(AddressFacts address) {
    Subject at = new Subject(address);
    at.https();
    at.tls();
    at.health();
    at.link();
    at.http();
  }

  private void add(
      String code, Severity severity, String observed, String expected, String nextStep) {
    findings.add(new Finding(code, severity, host, observed, expected, nextStep));
  }

  /** What one address does. */
  private final class Subject {
    private final AddressFacts address;
    private final String name;

    Subject(AddressFacts address) {
      this.address = address;
      this.name = host + " at " + address.address().getHostAddress();
    }

    private void add(
        String code, Severity severity, String observed, String expected, String nextStep) {
      findings.add(new Finding(code, severity, name, observed, expected, nextStep));
    }

    void https() {
      switch (address.https()) {
        case Reach.Accepted _ -> {}
        case Reach.Failed failed ->
            add(
                "https.no-connection",
                Severity.BLOCKS,
                "port %d: %s".formatted(facts.request().httpsPort(), failed.reason()),
                "a server that accepts",
                "Open the port to the world at this address, or take the address out of DNS.");
        case Reach.NoRoute no ->
            add(
                "https.no-route",
                Severity.WARNS,
                "this machine has no way to the address: " + no.reason(),
                "a way, to see what clients see",
                "Look at this address from elsewhere.");
        case Reach.NotPublic not ->
            add(
                "https.not-public",
                Severity.BLOCKS,
                not.reason(),
                "a public address",
                "Correct the record, or have the operator allow the range of addresses.");
      }
    }

    void tls() {
      switch (address.tls()) {
        case TlsFacts.NotAsked _ -> {}
        case TlsFacts.NoHandshake none ->
            add(
                "tls.no-handshake",
                Severity.BLOCKS,
                "TLS failed: " + none.reason(),
                "a handshake with TLS 1.2 or newer for this name",
                "Have a certificate for this name ready at this address.");
        case TlsFacts.Handshake handshake -> certificate(handshake);
      }
    }

    private void certificate(TlsFacts.Handshake tls) {
      Instant now = facts.at();
      if (now.isAfter(tls.notAfter())) {
        blocks("tls.expired", "the certificate ended on " + tls.notAfter(), "Renew it.");
      } else if (now.isBefore(tls.notBefore())) {
        blocks(
            "tls.not-yet-valid",
            "the certificate begins on " + tls.notBefore(),
            "Wait, or correct the clock of whoever issued it.");
      } else if (tls.distrust().isPresent()) {
        untrusted(tls, tls.distrust().get());
      } else if (tls.otherName()) {
        blocks(
            "tls.wrong-name",
            "the certificate is for " + String.join(", ", tls.names()),
            "Have a certificate for this name ready at this address.");
      } else {
        soonOver(tls, now);
      }
    }

    private void blocks(String code, String observed, String nextStep) {
      add(code, Severity.BLOCKS, observed, "a valid certificate for " + host, nextStep);
    }

    private void untrusted(TlsFacts.Handshake tls, String distrust) {
      boolean alone = tls.chainLength() == 1 && !tls.selfIssued();
      blocks(
          "tls.untrusted",
          "the certificate of %s is not trusted: %s".formatted(tls.issuer(), distrust),
          alone
              ? "If browsers trust this CA, serve the certificates between this one and its root as well; else use a CA that they trust."
              : "Use a certificate of a CA that browsers trust.");
    }

    private void soonOver(TlsFacts.Handshake tls, Instant now) {
      Duration life = Duration.between(tls.notBefore(), tls.notAfter());
      if (Duration.between(now, tls.notAfter()).compareTo(life.dividedBy(LIFE_PARTS_LEFT)) < 0) {
        add(
            "tls.ends-soon",
            Severity.WARNS,
            "the certificate ends on " + tls.notAfter(),
            "more than a tenth of its life left",
            "See why it was not renewed.");
      }
    }

    void health() {
      problem(address.httpsHealth(), HttpsReadiness::healthy)
          .ifPresent(
              observed ->
                  add(
                      "https.health",
                      Severity.BLOCKS,
                      "GET " + AddressLook.HEALTH + ": " + observed,
                      "200 and `ok`, as our edge answers",
                      "Lead the host, or whatever is in front, to our edge."));
    }

    void link() {
      facts
          .request()
          .link()
          .ifPresent(
              link -> {
                problem(address.link(), answer -> leads(answer, link)).ifPresent(this::linkProblem);
                cacheable();
              });
    }

    private void linkProblem(String observed) {
      add(
          "https.link",
          Severity.BLOCKS,
          "the probe link: " + observed,
          "302 to where the link leads",
          "See that host name, path and query arrive at our edge as they were sent.");
    }

    private void cacheable() {
      if (address.link() instanceof HttpFacts.Answered answer
          && !answer.header("cache-control").orElse("").contains("no-store")) {
        add(
            "https.cacheable",
            Severity.WARNS,
            "the redirect's Cache-Control is `%s`"
                .formatted(answer.header("cache-control").orElse("")),
            "`no-store`, or clicks are answered without being counted",
            "See what in front of the edge changes Cache-Control.");
      }
    }

    void http() {
      if (address.http() instanceof Reach.Failed failed) {
        add(
            "http.no-connection",
            Severity.WARNS,
            "port %d: %s".formatted(facts.request().httpPort(), failed.reason()),
            "a server that accepts: mails sent before carry http links",
            "Open the port to the world at this address.");
      }
    }
  }

  /** What a test of an answer finds wrong with it. */
  interface Trial {
    Optional<String> problem(HttpFacts.Answered answer);
  }

  static Optional<String> problem(HttpFacts http, Trial trial) {
    return switch (http) {
      case HttpFacts.NotAsked _ -> Optional.empty();
      case HttpFacts.NoAnswer none -> Optional.of(none.reason());
      case HttpFacts.Answered answer -> trial.problem(answer);
    };
  }

  static Optional<String> healthy(HttpFacts.Answered answer) {
    return answer.status() == 200 && answer.bodyStart().strip().equals("ok")
        ? Optional.empty()
        : Optional.of(
            "answered %d%s"
                .formatted(answer.status(), answer.status() == 200 ? " with another page" : ""));
  }

  private static Optional<String> leads(HttpFacts.Answered answer, ProbeRequest.Link link) {
    if (answer.status() != 302) {
      return Optional.of("answered " + answer.status());
    }
    return answer.header("location").equals(Optional.of(link.location()))
        ? Optional.empty()
        : Optional.of("answered 302 to somewhere else");
  }

  /** Whether the state of signatures stands in the way. */
  static boolean broken(HostDns dns) {
    return dns.dnssec().state() == Dnssec.State.BROKEN;
  }
}
