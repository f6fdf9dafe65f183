package io.clickward.cert;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.clickward.cert.Issuer.Round;
import io.clickward.domain.HostName;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of all configured hosts, kept valid by rounds of the clock. Looking one up reads
 * an immutable map; rounds replace that map as a whole.
 */
public final class Certificates implements CertificateTable {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
  private static final int HOSTS_LOGGED_MAX = 5;

  private final List<Issuer> issuers;
  private final InstantSource clock;

  private volatile Map<String, HostCertificate> table = Map.of();
  private volatile List<String> problems = List.of();
  private Set<String> logged = new HashSet<>();

  Certificates(List<Issuer> issuers, InstantSource clock) {
    this.issuers = issuers;
    this.clock = clock;
  }

  /**
   * Gets every wanted certificate: reads the operator's files, makes the internal CA when a host
   * wants it and it does not exist yet.
   *
   * @param folder where the internal CA lives; made when needed
   * @throws UnusableCertificatesException with all that is wrong with any of them
   */
  public static Certificates open(
      Path folder, List<Wanted> wanted, InstantSource clock, SecureRandom random)
      throws UnusableCertificatesException {
    Certificates certificates = new Certificates(issuers(folder, wanted, random), clock);
    Round first = certificates.round();
    if (!first.problems().isEmpty()) {
      throw new UnusableCertificatesException(sentences(first.problems()));
    }
    certificates.take(first);
    return certificates;
  }

  private static List<Issuer> issuers(Path folder, List<Wanted> wanted, SecureRandom random) {
    Map<CertificateSource, List<HostName>> hosts =
        wanted.stream()
            .collect(
                groupingBy(Wanted::source, LinkedHashMap::new, mapping(Wanted::host, toList())));
    List<Issuer> issuers = new ArrayList<>();
    hosts.forEach(
        (source, names) ->
            issuers.add(
                switch (source) {
                  case CertificateSource.Internal() -> new InternalIssuer(folder, names, random);
                  case CertificateSource.Files files -> new FilesIssuer(files, names);
                }));
    return issuers;
  }

  @Override
  public @Nullable HostCertificate find(String lowerCaseHost) {
    return table.get(lowerCaseHost);
  }

  /**
   * One round of the clock, to be called every few seconds: takes up changed files and renews what
   * is due. Never throws; a host whose new certificate is bad keeps the one it has, and {@link
   * #problems} says why.
   */
  public synchronized void refresh() {
    take(round());
  }

  private Round round() {
    Instant now = clock.instant();
    return Round.join(issuers.stream().map(issuer -> round(issuer, now)).toList());
  }

  /** A bug in one issuer must stop neither the others nor the scheduler. */
  private Round round(Issuer issuer, Instant now) {
    try {
      return issuer.round(now, this);
    } catch (RuntimeException e) {
      Problem problem =
          new Problem(issuer.toString(), "failed (" + e + ")", "no failure", "Report this bug");
      if (logged.add(problem.toString())) {
        LOG.error("{}", problem, e);
      }
      return Round.failed(List.of(problem));
    }
  }

  private void take(Round round) {
    if (!round.fresh().isEmpty()) {
      Map<String, HostCertificate> next = new HashMap<>(table);
      next.putAll(round.fresh());
      table = Map.copyOf(next);
      List<String> some = round.fresh().keySet().stream().limit(HOSTS_LOGGED_MAX).toList();
      LOG.info("New certificates for {} hosts, such as {}", round.fresh().size(), some);
    }
    problems = sentences(round.problems());
    logOnce(problems, sentences(round.warnings()));
  }

  /** Logs what the previous round did not say already. */
  private void logOnce(List<String> errors, List<String> warnings) {
    errors.stream().filter(sentence -> !logged.contains(sentence)).forEach(LOG::error);
    warnings.stream().filter(sentence -> !logged.contains(sentence)).forEach(LOG::warn);
    logged = new HashSet<>(errors);
    logged.addAll(warnings);
  }

  private static List<String> sentences(List<Problem> problems) {
    return problems.stream().map(Problem::toString).toList();
  }

  /** What stands in the way of valid certificates as of the last round, a sentence each. */
  public List<String> problems() {
    return problems;
  }

  /** How many hosts have a certificate. */
  public int hosts() {
    return table.size();
  }

  /** When the first of the certificates in use expires; empty when there are none. */
  public Optional<Instant> nextExpiry() {
    return table.values().stream().map(HostCertificate::notAfter).min(Instant::compareTo);
  }
}
