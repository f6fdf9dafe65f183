package io.clickward.cert;

import static java.util.stream.Collectors.toMap;

import io.clickward.domain.HostName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Serves the operator's pair of files, and takes up a changed pair once all of it is right: until
 * then, such as between the writing of the one file and the other, the former pair stays.
 */
final class FilesIssuer implements Issuer {
  private static final int NAMES_SHOWN_MAX = 5;
  private static final Duration SOON = Duration.ofDays(7);
  private static final String RENEWAL = "Renew it and replace the file";

  private final PemPlace chainPlace;
  private final PemPlace keyPlace;
  private final List<HostName> hosts;
  private @Nullable Loaded loaded;

  /** A usable pair, and what its files looked like just before they were read. */
  private record Loaded(List<X509Certificate> chain, List<Optional<Stamp>> stamps) {}

  /** What changes when a file does, whether it is written again or replaced by another. */
  private record Stamp(long bytes, FileTime modified, Optional<Object> inode) {}

  FilesIssuer(CertificateSource.Files files, List<HostName> hosts) {
    this.chainPlace = PemPlace.chain(owner(hosts), files.chain());
    this.keyPlace = PemPlace.key(owner(hosts), files.key());
    this.hosts = hosts;
  }

  private static String owner(List<HostName> hosts) {
    String first = hosts.getFirst().value();
    return hosts.size() == 1 ? first : "%s and %d more hosts".formatted(first, hosts.size() - 1);
  }

  @Override
  public Round round(Instant now, CertificateTable current) {
    List<Optional<Stamp>> stamps = List.of(stamp(chainPlace), stamp(keyPlace));
    Loaded has = loaded;
    if (has != null && has.stamps.equals(stamps)) {
      Problems problems = new Problems();
      problems.add(Validity.problem(chainPlace, has.chain.getFirst(), now, RENEWAL));
      return new Round(Map.of(), problems.list(), warnings(has.chain, now));
    }
    return read(now, stamps);
  }

  private Round read(Instant now, List<Optional<Stamp>> stamps) {
    Problems problems = new Problems();
    Optional<List<X509Certificate>> chain = problems.collect(() -> ChainFile.read(chainPlace));
    Optional<PrivateKey> key = problems.collect(() -> KeyFile.read(keyPlace));
    chain.ifPresent(certificates -> problems.addAll(check(certificates, key, now)));
    if (chain.isEmpty() || key.isEmpty() || !problems.list().isEmpty()) {
      return Round.failed(problems.list());
    }
    loaded = new Loaded(chain.get(), stamps);
    return new Round(certificates(chain.get(), key.get()), List.of(), warnings(chain.get(), now));
  }

  private List<Problem> check(List<X509Certificate> chain, Optional<PrivateKey> key, Instant now) {
    Problems problems = new Problems();
    X509Certificate leaf = chain.getFirst();
    Optional<Problem> weak = ChainFile.weak(chainPlace, leaf.getPublicKey());
    problems.add(weak);
    problems.add(Validity.problem(chainPlace, leaf, now, RENEWAL));
    problems.add(uncovered(leaf));
    if (weak.isEmpty()) {
      problems.add(key.flatMap(present -> KeyFile.mismatch(keyPlace, present, leaf)));
    }
    return problems.list();
  }

  private Optional<Problem> uncovered(X509Certificate leaf) {
    List<String> names = X509.dnsNames(leaf);
    List<String> missing =
        hosts.stream()
            .map(HostName::value)
            .filter(host -> names.stream().noneMatch(name -> X509.covers(name, host)))
            .toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            chainPlace.problem(
                names.isEmpty() ? "has no DNS name (SAN)" : "is for " + some(names),
                "a certificate for " + some(missing),
                "Have one issued with " + (missing.size() == 1 ? "this name" : "these names")));
  }

  private static String some(List<String> names) {
    return names.size() <= NAMES_SHOWN_MAX
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, NAMES_SHOWN_MAX))
            + " and %d more".formatted(names.size() - NAMES_SHOWN_MAX);
  }

  private List<Problem> warnings(List<X509Certificate> chain, Instant now) {
    Problems warnings = new Problems();
    warnings.add(Validity.endsWithin(SOON, chainPlace, chain.getFirst(), now, RENEWAL));
    warnings.addAll(Validity.expiredAbove(chainPlace, chain, now));
    warnings.add(KeyFile.exposure(keyPlace));
    return warnings.list();
  }

  /** An instance for each host, as {@link HostCertificate} promises. */
  private Map<String, HostCertificate> certificates(List<X509Certificate> chain, PrivateKey key) {
    return hosts.stream().collect(toMap(HostName::value, _ -> HostCertificate.of(key, chain)));
  }

  /** Empty when the file cannot be looked at; reading it then says why. */
  private static Optional<Stamp> stamp(PemPlace place) {
    try {
      BasicFileAttributes file = Files.readAttributes(place.file(), BasicFileAttributes.class);
      return Optional.of(
          new Stamp(file.size(), file.lastModifiedTime(), Optional.ofNullable(file.fileKey())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return chainPlace.owner();
  }
}
