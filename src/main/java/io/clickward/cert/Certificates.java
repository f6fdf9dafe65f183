package io.clickward.cert;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.clickward.cert.Issuer.Round;
import io.clickward.cert.UploadStore.Uploaded;
import io.clickward.domain.HostName;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
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
import java.util.function.Function;
import java.util.stream.Stream;
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

  /** With less than this part of its life left, somebody forgets to renew a certificate. */
  private static final int FALLBACK_PART_OF_LIFE = 10;

  private final List<Issuer> issuers;
  private final Optional<Acme> acme;
  private final Optional<Uploads> uploads;
  private final InstantSource clock;

  private volatile Map<String, HostCertificate> table = Map.of();
  private volatile Set<String> over = Set.of();
  private volatile List<String> problems = List.of();
  private Set<String> logged = new HashSet<>();

  Certificates(
      List<Issuer> issuers, Optional<Acme> acme, Optional<Uploads> uploads, InstantSource clock) {
    this.issuers = issuers;
    this.acme = acme;
    this.uploads = uploads;
    this.clock = clock;
  }

  /**
   * The same without CAs: hosts that want theirs get none.
   *
   * @param folder where the internal CA lives; made when needed
   * @throws UnusableCertificatesException when not one host would have a certificate, with all that
   *     is wrong
   */
  public static Certificates open(
      Path folder, List<Wanted> wanted, InstantSource clock, SecureRandom random)
      throws UnusableCertificatesException {
    return open(folder, wanted, Optional.empty(), Optional.empty(), clock, random);
  }

  /**
   * Gets every wanted certificate that is to be had on this machine: reads the operator's files,
   * makes the internal CA when a host wants it and it does not exist yet. What owners brought is
   * looked up in {@code uploads}; what CAs issue in {@code acme}, for hosts that have nothing else
   * or whose own certificate is over.
   *
   * <p>A host whose certificate cannot be used does not stop the others: {@link #problems} says
   * why, and later rounds try again.
   *
   * @param folder where the internal CA lives; made when needed
   * @throws UnusableCertificatesException when not one host would have a certificate, with all that
   *     is wrong
   */
  public static Certificates open(
      Path folder,
      List<Wanted> wanted,
      Optional<Acme> acme,
      Optional<Uploads> uploads,
      InstantSource clock,
      SecureRandom random)
      throws UnusableCertificatesException {
    Certificates certificates =
        new Certificates(issuers(folder, wanted, random), acme, uploads, clock);
    Round first = certificates.round();
    boolean hasOthers =
        acme.stream().anyMatch(issuer -> issuer.held() > 0)
            || uploads.stream().anyMatch(brought -> brought.size() > 0)
            || wanted.stream().anyMatch(one -> one.source() instanceof CertificateSource.Acme);
    if (!first.problems().isEmpty() && first.fresh().isEmpty() && !hasOthers) {
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
        (source, names) -> {
          switch (source) {
            case CertificateSource.Internal(boolean rsa) ->
                issuers.add(new InternalIssuer(folder, names, rsa, random));
            case CertificateSource.Files files -> issuers.add(new FilesIssuer(files, names));
            case CertificateSource.Acme() -> {} // ordered elsewhere, by a clock of its own
          }
        });
    return issuers;
  }

  @Override
  public @Nullable HostCertificate find(String lowerCaseHost) {
    return shown(lowerCaseHost, CertificateTable::find);
  }

  @Override
  public @Nullable HostCertificate peek(String lowerCaseHost) {
    return shown(lowerCaseHost, CertificateTable::peek);
  }

  @Override
  public boolean isAtHand(String lowerCaseHost) {
    boolean isOwnAtHand =
        table.containsKey(lowerCaseHost)
            || uploads.isEmpty()
            || uploads.get().isAtHand(lowerCaseHost);
    return isOwnAtHand
        && (acme.isEmpty() || isOwnGood(lowerCaseHost) || acme.get().isAtHand(lowerCaseHost));
  }

  private boolean isOwnGood(String host) {
    return hasOwn(host) && !isOver(host);
  }

  /** From memory. */
  private boolean hasOwn(String host) {
    return table.containsKey(host) || (uploads.isPresent() && uploads.get().shows(host));
  }

  /** One of the ways to look into a table. */
  private interface Look {
    @Nullable HostCertificate at(CertificateTable table, String host);
  }

  private @Nullable HostCertificate shown(String host, Look look) {
    HostCertificate own = own(host, look);
    if (acme.isEmpty() || (own != null && !isOver(host))) {
      return own;
    }
    HostCertificate issued = look.at(acme.get(), host);
    return issued == null ? own : issued;
  }

  /** What the operator declared or the host's owner brought. */
  private @Nullable HostCertificate own(String host, Look look) {
    HostCertificate declared = table.get(host);
    return declared != null || uploads.isEmpty() ? declared : look.at(uploads.get(), host);
  }

  private boolean isOver(String lowerCaseHost) {
    return over.contains(lowerCaseHost)
        || (uploads.isPresent() && uploads.get().isOver(lowerCaseHost));
  }

  /** Where the certificate comes from that a host shows now; from memory. */
  public Origin origin(HostName host) {
    String name = host.value();
    if (!isOwnGood(name) && acme.isPresent() && acme.get().shows(name)) {
      return Origin.CA;
    }
    if (table.containsKey(name)) {
      return Origin.DECLARED;
    }
    return hasOwn(name) ? Origin.UPLOADED : Origin.NONE;
  }

  /** Where a certificate comes from. */
  public enum Origin {
    /** There is none. */
    NONE,
    /** The configuration: files, or the internal CA. */
    DECLARED,
    /** The owner of the host brought it. */
    UPLOADED,
    /** A CA issued it by ACME. */
    CA
  }

  /**
   * Whether a host has a certificate that its operator or owner brought and that will do for a
   * while yet, so that no CA need be asked for one.
   */
  public boolean isProvided(HostName host) {
    HostCertificate declared = table.get(host.value());
    return declared == null
        ? uploads.flatMap(all -> all.known(host)).filter(this::willDo).isPresent()
        : willDo(declared.notBefore(), declared.notAfter());
  }

  private boolean willDo(Uploaded uploaded) {
    return willDo(uploaded.notBefore(), uploaded.notAfter());
  }

  private boolean willDo(Instant start, Instant end) {
    Duration life = Duration.between(start, end);
    return clock.instant().isBefore(end.minus(life.dividedBy(FALLBACK_PART_OF_LIFE)));
  }

  /** Whether there is any certificate for a host, from memory. */
  public boolean has(HostName host) {
    return table.containsKey(host.value())
        || uploads.flatMap(all -> all.known(host)).isPresent()
        || acme.filter(all -> all.holds(host)).isPresent();
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
      LOG.info("New certificates: {}, for hosts such as {}", round.fresh().size(), some);
    }
    over = over(clock.instant());
    problems = sentences(round.problems());
    logOnce(
        problems,
        Stream.concat(
                sentences(round.warnings()).stream(), ending(clock.instant().plus(FilePair.SOON)))
            .toList());
  }

  /** What owners brought and ends before a time, where nothing of a CA takes over. */
  private Stream<String> ending(Instant before) {
    return uploads.stream()
        .flatMap(all -> all.endingBefore(before))
        .filter(each -> acme.filter(all -> all.holds(each.host())).isEmpty())
        .map(
            each ->
                "%s: the certificate that its owner brought ends at %s; expected one that goes on. Have the next one brought, or see what keeps a CA from issuing one: clickward domain verify %s"
                    .formatted(each.host(), each.notAfter(), each.host()));
  }

  /** The hosts whose own certificate shows an end in the past. */
  private Set<String> over(Instant now) {
    return table.entrySet().stream()
        .filter(entry -> entry.getValue().notAfter().isBefore(now))
        .map(Map.Entry::getKey)
        .collect(toUnmodifiableSet());
  }

  /** Logs what the previous round did not say already. */
  private void logOnce(List<String> errors, List<String> warnings) {
    errors.stream().filter(sentence -> !logged.contains(sentence)).forEach(LOG::error);
    warnings.stream().filter(sentence -> !logged.contains(sentence)).forEach(LOG::warn);
    logged = new HashSet<>(errors);
    logged.addAll(warnings);
  }

  private static List<String> sentences(List<Problem> problems) {
    // Two issuers may share a CA, and then have its problems in common.
    return problems.stream().map(Problem::toString).distinct().toList();
  }

  /** What stands in the way of valid certificates as of the last round, a sentence each. */
  public List<String> problems() {
    return Stream.of(
            problems.stream(),
            uploads.stream().flatMap(each -> each.problems().stream()),
            ending(clock.instant()),
            acme.stream().flatMap(issuer -> issuer.problems().stream()))
        .flatMap(Function.identity())
        .toList();
  }

  /** How many hosts have a certificate to show; from memory. */
  public int hosts() {
    return (int) ends().count();
  }

  /**
   * When the first of the certificates that are shown expires; empty when there are none. What
   * another one of the same host stands before alarms nobody.
   */
  public Optional<Instant> nextExpiry() {
    return ends().min(Instant::compareTo);
  }

  private Stream<Instant> ends() {
    return Stream.of(
            table.keySet().stream(),
            uploads.stream().flatMap(Uploads::hosts),
            acme.stream().flatMap(Acme::hosts))
        .flatMap(Function.identity())
        .distinct()
        .flatMap(host -> end(host).stream());
  }

  /** When what {@link #shown} gives for a host ends. */
  private Optional<Instant> end(String host) {
    Optional<Instant> own =
        Optional.ofNullable(table.get(host))
            .map(HostCertificate::notAfter)
            .or(() -> uploads.flatMap(brought -> brought.end(host)));
    return own.filter(_ -> !isOver(host))
        .or(() -> acme.flatMap(issuer -> issuer.end(host)))
        .or(() -> own);
  }
}
