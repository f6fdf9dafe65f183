package io.clickward.cert;

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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A chain and its key in files, read again when they change. */
final class FilePair {
  /** Whose end is this near is told. */
  static final Duration SOON = Duration.ofDays(7);

  private static final String RENEWAL = "Renew it and replace the file";

  /** What the leaf's key has to be. */
  enum Kind {
    /** The only one: whatever clients take. */
    ANY,
    /** The one that clients get who can. */
    ECDSA,
    /** The one beside it. */
    RSA
  }

  /** A usable pair, and what its files looked like just before they were read. */
  record Loaded(List<X509Certificate> chain, PrivateKey key, List<Optional<Stamp>> stamps) {}

  /**
   * What a look at the files found.
   *
   * @param serving the newest pair that was all right; empty when none ever was
   */
  record Look(Optional<Loaded> serving, List<Problem> problems, List<Problem> warnings) {}

  /** What changes when a file does, whether it is written again or replaced by another. */
  record Stamp(long bytes, FileTime modified, Optional<Object> inode) {}

  private final PemPlace chainPlace;
  private final PemPlace keyPlace;
  private final List<HostName> hosts;
  private final Kind kind;
  private final boolean evenOver;
  private @Nullable Loaded loaded;

  FilePair(
      String owner,
      CertificateSource.Pair files,
      List<HostName> hosts,
      Kind kind,
      boolean evenOver) {
    this.chainPlace = PemPlace.chain(owner, files.chain());
    this.keyPlace = PemPlace.key(owner, files.key());
    this.hosts = hosts;
    this.kind = kind;
    this.evenOver = evenOver;
  }

  Look look(Instant now) {
    List<Optional<Stamp>> stamps = List.of(stamp(chainPlace), stamp(keyPlace));
    Loaded has = loaded;
    if (has != null && has.stamps.equals(stamps)) {
      Problems problems = new Problems();
      problems.add(Validity.problem(chainPlace, has.chain.getFirst(), now, RENEWAL));
      return new Look(Optional.of(has), problems.list(), warnings(has.chain, now));
    }
    return read(now, stamps);
  }

  private Look read(Instant now, List<Optional<Stamp>> stamps) {
    Problems problems = new Problems();
    Optional<List<X509Certificate>> chain = problems.collect(() -> ChainFile.read(chainPlace));
    Optional<PrivateKey> key = problems.collect(() -> KeyFile.read(keyPlace));
    chain.ifPresent(certificates -> problems.addAll(check(certificates, key, now)));
    if (chain.isEmpty() || key.isEmpty() || !willDo(chain.get(), problems.list(), now)) {
      return new Look(Optional.ofNullable(loaded), problems.list(), List.of());
    }
    Loaded fresh = new Loaded(chain.get(), key.get(), stamps);
    loaded = fresh;
    return new Look(Optional.of(fresh), problems.list(), warnings(chain.get(), now));
  }

  /** Whether nothing is wrong, or only the dates where there is no better one. */
  private boolean willDo(List<X509Certificate> chain, List<Problem> problems, Instant now) {
    Optional<Problem> dates = Validity.problem(chainPlace, chain.getFirst(), now, RENEWAL);
    return problems.isEmpty()
        || (evenOver && loaded == null && problems.equals(dates.stream().toList()));
  }

  private List<Problem> check(List<X509Certificate> chain, Optional<PrivateKey> key, Instant now) {
    Problems problems = new Problems();
    problems.addAll(new PairCheck(chainPlace, keyPlace, hosts, RENEWAL).problems(chain, key, now));
    if (ChainFile.weak(chainPlace, chain.getFirst().getPublicKey()).isEmpty()) {
      problems.add(otherKind(chain.getFirst()));
    }
    return problems.list();
  }

  private Optional<Problem> otherKind(X509Certificate leaf) {
    boolean isRsa = leaf.getPublicKey().getAlgorithm().equals("RSA");
    if (kind == Kind.RSA && !isRsa) {
      return Optional.of(
          chainPlace.problem(
              "is an ECDSA certificate",
              "an RSA one, for the clients that know no ECDSA",
              "Name an RSA certificate here, or leave `rsa` out"));
    }
    if (kind == Kind.ECDSA && isRsa) {
      return Optional.of(
          chainPlace.problem(
              "is an RSA certificate, as the one in `rsa` is",
              "an ECDSA one, for the clients that know it",
              "Name an ECDSA certificate here, or leave `rsa` out"));
    }
    return Optional.empty();
  }

  private List<Problem> warnings(List<X509Certificate> chain, Instant now) {
    Problems warnings = new Problems();
    warnings.add(Validity.endsWithin(SOON, chainPlace, chain.getFirst(), now, RENEWAL));
    warnings.addAll(Validity.expiredAbove(chainPlace, chain, now));
    warnings.add(KeyFile.exposure(keyPlace));
    return warnings.list();
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
}
