package io.clickward.world;

import static java.util.stream.Collectors.toUnmodifiableMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.clickward.cert.Acme;
import io.clickward.cert.AcmeStatus;
import io.clickward.cert.Certificates;
import io.clickward.cert.ChallengeMethod;
import io.clickward.cert.ChallengeNames;
import io.clickward.cert.HostCertificate;
import io.clickward.cert.Uploads;
import io.clickward.config.AcmeSettings.Authority;
import io.clickward.config.AcmeSettings.ChallengeDns;
import io.clickward.dns.CaIdentity;
import io.clickward.dns.Caa;
import io.clickward.dns.EdgeRecords;
import io.clickward.dns.RecordList;
import io.clickward.dns.RecordPlan;
import io.clickward.dns.Step;
import io.clickward.dns.Verdict.Standing;
import io.clickward.domain.Evidence;
import io.clickward.domain.Finding;
import io.clickward.domain.Finding.Severity;
import io.clickward.domain.HostName;
import io.clickward.domain.ProviderAccount;
import io.clickward.domain.TrackingDomain;
import io.clickward.installation.Settings;
import io.clickward.onboarding.CertificateState;
import io.clickward.onboarding.CertificateStatus;
import io.clickward.onboarding.RefusedException;
import io.clickward.probe.Preflight;
import io.clickward.probe.ProbeRequest;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates of the domains that were added, and of declared ones that CAs give theirs: ordered
 * for hosts that are owned and have none of their owner's, after a preflight, so that what can be
 * found wrong here is not counted as a failure at the CA.
 */
public final class CaCertificates implements CertificateState {
  private static final Logger log = LoggerFactory.getLogger(CaCertificates.class);
  private static final String LETS_ENCRYPT = "letsencrypt.org";

  private final Outlook outlook;
  private final Certificates certificates;
  private final Acme acme;
  private final Uploads uploads;
  private final InstantSource clock;

  /** The last preflight of each owned host. */
  private final Map<HostName, Preflight> preflights = new ConcurrentHashMap<>();

  /** The owned hosts of which the last preflight has seen that no order can succeed. */
  private final Set<HostName> refused = ConcurrentHashMap.newKeySet();

  /** The hosts that are looked at for somebody who has asked. */
  private final Set<HostName> looking = ConcurrentHashMap.newKeySet();

  /** What the installation may and could answer if a host leads here. */
  private final Set<ChallengeMethod> configured;

  /** The declared hosts that CAs give certificates. */
  private final Set<HostName> declared;

  private volatile Set<HostName> owned = Set.of();

  /** Who owns each added host. */
  private volatile Map<HostName, String> owners = Map.of();

  /** Takes up the declared hosts; others come with {@link #serve}. */
  public CaCertificates(
      Outlook outlook, Certificates certificates, Acme acme, Uploads uploads, InstantSource clock) {
    this.configured = Set.copyOf(Settings.challenges(outlook.config()));
    this.declared = Settings.caHosts(outlook.config());
    this.outlook = outlook;
    this.certificates = certificates;
    this.acme = acme;
    this.uploads = uploads;
    this.clock = clock;
  }

  /**
   * Says which added domains are served from now on; others are cared for no longer.
   *
   * @param all whether these are all. Otherwise a host that is not among them keeps the key that
   *     somebody has brought: its owner may be one who could not be read
   */
  public void serve(List<TrackingDomain> added, boolean all) {
    Set<HostName> hosts =
        Stream.concat(declared.stream(), added.stream().map(TrackingDomain::host))
            .collect(toUnmodifiableSet());
    Set<HostName> before = owned;
    owned = hosts;
    owners = owners(added);
    uploads.retain(owners, all);
    acme.retain(hosts);
    preflights.keySet().retainAll(hosts);
    refused.retainAll(hosts);
    // Renewal goes on at once after a start; what is new waits for its preflight.
    acme.want(
        hosts.stream()
            .filter(host -> !before.contains(host) && acme.holds(host))
            .filter(host -> !certificates.isProvided(host) && !configured.isEmpty())
            .collect(toUnmodifiableMap(Function.identity(), _ -> configured)));
  }

  /** Few accounts have very many hosts: each owner's text is there once. */
  private static Map<HostName, String> owners(List<TrackingDomain> added) {
    Map<String, String> once = new HashMap<>();
    return added.stream()
        .collect(
            toUnmodifiableMap(
                TrackingDomain::host,
                domain -> once.computeIfAbsent(ownerOf(domain), Function.identity())));
  }

  private static String ownerOf(TrackingDomain domain) {
    return domain.account() + " " + domain.generation();
  }

  /** Whether a host gets a certificate of a CA when it has no other. */
  boolean caresFor(HostName host) {
    return owned.contains(host);
  }

  /** Whether a host has nothing to show, though a CA could give it a certificate. */
  boolean lacks(HostName host) {
    return owned.contains(host) && !certificates.has(host);
  }

  /** Sees whether a CA would be content with an owned host, and has a certificate ordered if so. */
  void provide(HostName host) {
    if (certificates.isProvided(host)) {
      acme.release(host);
    } else if (owned.contains(host)) {
      order(host);
    }
  }

  private void order(HostName host) {
    ProbeRequest request =
        new ProbeRequest(
            host,
            outlook.config().listen().httpPort(),
            outlook.config().listen().publicHttpsPort(),
            Optional.empty());
    Caa caa = outlook.dns().caa(host, false, authorities());
    Standing delegation = delegation(host);
    Preflight preflight =
        Preflight.of(
            new Preflight.Question(
                outlook.probe().probe(request), caa, delegation == Standing.RIGHT, outlook.own()));
    if (owned.contains(host)) {
      preflights.put(host, preflight);
      judge(host, preflight, isSaid(delegation));
    }
  }

  /** What could not be asked changes nothing: a certificate that there is may still be renewed. */
  private void judge(HostName host, Preflight preflight, boolean isDelegationKnown) {
    Set<ChallengeMethod> methods = usable(preflight);
    if (!methods.isEmpty()) {
      refused.remove(host);
      acme.want(host, methods);
    } else if (isDelegationKnown && isRuledOut(preflight)) {
      refused.add(host);
      acme.hold(
          host,
          "%s: no certificate is ordered, as no challenge that acme.challenges and listen allow can be answered (%s). Mend what is in the way, or retire the domain."
              .formatted(host, preflight.objections()));
    }
  }

  private static boolean isSaid(Standing standing) {
    return switch (standing) {
      case RIGHT, WRONG -> true;
      case WAITING, UNKNOWN -> false;
    };
  }

  private boolean isRuledOut(Preflight preflight) {
    return preflight.methods().stream()
        .filter(each -> configured.contains(ours(each.method())))
        .allMatch(Preflight.Method::ruledOut);
  }

  /**
   * Ends care for a host that leads elsewhere and is looked at no more, until somebody asks for a
   * look at it. One of which that was not seen is cared for on.
   */
  void leave(HostName host) {
    if (refused.contains(host) && acme.status(host).isPresent()) {
      acme.release(host);
      log.info("{}: its certificate is renewed no more, as it leads elsewhere for long", host);
    }
  }

  private Set<ChallengeMethod> usable(Preflight preflight) {
    Set<ChallengeMethod> methods = methods(preflight);
    methods.retainAll(configured);
    return methods;
  }

  /**
   * The CAs as CAA records name them, with our accounts there (RFC 8657 section 3). None when one
   * has a name that is not known here: what a record says of others must not hold it back.
   */
  private List<CaIdentity> authorities() {
    List<URI> directories =
        outlook.config().acme().authorities().stream().map(Authority::directory).toList();
    return directories.stream().allMatch(CaCertificates::isLetsEncrypt)
        ? directories.stream().map(this::identity).toList()
        : List.of();
  }

  private static boolean isLetsEncrypt(URI directory) {
    return ("." + directory.getHost()).endsWith("." + LETS_ENCRYPT);
  }

  private CaIdentity identity(URI directory) {
    return new CaIdentity(LETS_ENCRYPT, acme.account(directory).map(URI::toString));
  }

  /** Whether the host's challenges lead to our zone. */
  private Standing delegation(HostName host) {
    Optional<ChallengeDns> zone = outlook.config().acme().dns();
    if (zone.isEmpty()) {
      return Standing.WRONG;
    }
    HostName target = HostName.parse(ChallengeNames.target(host, zone.get().zone()));
    RecordPlan plan =
        new RecordPlan(
            host,
            host,
            new ProviderAccount.None(),
            new EdgeRecords.Provider(),
            Optional.empty(),
            Optional.of(target));
    return outlook.dns().verify(RecordList.of(plan)).results().stream()
        .filter(result -> result.wanted().step() == Step.CERTIFICATE)
        .map(result -> result.verdict().standing())
        .findFirst()
        .orElse(Standing.UNKNOWN);
  }

  private static Set<ChallengeMethod> methods(Preflight preflight) {
    Set<ChallengeMethod> methods = EnumSet.noneOf(ChallengeMethod.class);
    for (io.clickward.dns.ChallengeMethod method : preflight.possible()) {
      methods.add(ours(method));
    }
    return methods;
  }

  private static ChallengeMethod ours(io.clickward.dns.ChallengeMethod method) {
    return switch (method) {
      case HTTP_01 -> ChallengeMethod.HTTP_01;
      case TLS_ALPN_01 -> ChallengeMethod.TLS_ALPN_01;
      case DNS_01 -> ChallengeMethod.DNS_01;
    };
  }

  @Override
  public CertificateStatus of(HostName host) {
    @Nullable HostCertificate certificate = certificates.peek(host.value());
    Optional<AcmeStatus> ordered = acme.status(host);
    return new CertificateStatus(
        certificate == null ? missing(host, ordered) : dated(host, certificate),
        source(host),
        Optional.ofNullable(certificate)
            .map(c -> c.chain().getFirst().getIssuerX500Principal().getName()),
        Optional.ofNullable(certificate).map(HostCertificate::notAfter),
        ordered.flatMap(AcmeStatus::rateLimitedUntil),
        Optional.ofNullable(preflights.get(host)).map(CaCertificates::words).orElse(List.of()));
  }

  private String source(HostName host) {
    return switch (certificates.origin(host)) {
      case NONE -> "none";
      case DECLARED -> "declared";
      case UPLOADED -> "uploaded";
      case CA -> "acme";
    };
  }

  private static List<String> words(Preflight preflight) {
    return preflight.possible().stream().map(io.clickward.dns.ChallengeMethod::label).toList();
  }

  private Evidence dated(HostName host, HostCertificate certificate) {
    Instant end = certificate.notAfter();
    return end.isAfter(clock.instant())
        ? Evidence.holds()
        : Evidence.fails(
            new Finding(
                "certificate.expired",
                Severity.BLOCKS,
                host.value(),
                "its certificate ended " + end,
                "one that is good now",
                "See what the CA said, under certificate."));
  }

  /** No order has ended yet, or the last one failed, or a preflight says that one would. */
  private Evidence missing(HostName host, Optional<AcmeStatus> ordered) {
    Optional<String> problem = ordered.flatMap(AcmeStatus::problem);
    if (problem.isPresent()) {
      return Evidence.unknown(
          new Finding(
              "certificate.refused",
              Severity.BLOCKS,
              host.value(),
              problem.get(),
              "a certificate",
              "It is tried again by itself"
                  + ordered.get().next().map(" at %s"::formatted).orElse("")
                  + "."));
    }
    Preflight preflight = preflights.get(host);
    return new Evidence(
        Evidence.Verdict.UNKNOWN, preflight == null ? List.of() : findings(host, preflight));
  }

  private List<Finding> findings(HostName host, Preflight preflight) {
    return preflight.passes() && usable(preflight).isEmpty()
        ? Stream.concat(preflight.findings().stream(), Stream.of(leftOut(host, preflight))).toList()
        : preflight.findings();
  }

  /** What would work is not what the configuration allows. */
  private static Finding leftOut(HostName host, Preflight preflight) {
    return new Finding(
        "certificate.method",
        Severity.BLOCKS,
        host.value(),
        "no challenge that acme.challenges and listen allow can be answered (%s)"
            .formatted(preflight.objections()),
        "one of those that can: " + String.join(", ", words(preflight)),
        "Mend what is in the way, or have the operator allow one of those.");
  }

  @Override
  public void retry(HostName host) {
    Optional<AcmeStatus> status = acme.status(host);
    if (refused.contains(host) || (status.isEmpty() && lacks(host))) {
      provideSoon(host);
    } else if (status.flatMap(AcmeStatus::problem).isPresent() || acme.isUnreadable(host)) {
      acme.retry(host);
    }
  }

  /** Brought by the owner, who may have lost the host meanwhile: then it is forgotten again. */
  @Override
  public void upload(TrackingDomain domain, String chainPem, String keyPem) {
    HostName host = domain.host();
    List<Finding> findings = uploads.take(host, ownerOf(domain), chainPem, keyPem);
    if (!findings.isEmpty()) {
      throw RefusedException.of(RefusedException.Kind.INVALID, findings);
    }
    if (!ownerOf(domain).equals(owners.get(host))) {
      uploads.remove(host);
      throw RefusedException.notFound(host.value(), "Verify the domain, then send it again.");
    }
    acme.release(host);
    log.info("{}: its owner has brought a certificate", host);
  }

  /** The next look at the domain has another one ordered. */
  @Override
  public void removeUpload(TrackingDomain domain) {
    if (uploads.remove(domain.host())) {
      log.info("{}: the certificate that its owner brought is gone", domain.host());
      provideSoon(domain.host());
    }
  }

  /** Once at a time: whoever asks in a loop gets no look for each. */
  private void provideSoon(HostName host) {
    if (looking.add(host)) {
      Thread.ofVirtual().name("provide " + host).start(() -> provideNow(host));
    }
  }

  private void provideNow(HostName host) {
    try {
      provide(host);
    } finally {
      looking.remove(host);
    }
  }
}
