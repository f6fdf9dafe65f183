package io.clickward.cert;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A PEM file, whose it is and what it is for: the subject of every message about it.
 *
 * @param owner the hosts that it serves, in words
 * @param path where it is; empty when somebody sent its content
 */
record PemPlace(String owner, Kind kind, Optional<Path> path) {
  enum Kind {
    CHAIN(
        "certificate file",
        "a PEM file with the certificate chain, leaf first",
        "openssl x509 -inform DER"),
    KEY(
        "key file",
        "a PEM file with exactly one private key, not encrypted",
        "openssl pkey -inform DER");

    private final String words;
    private final String content;
    private final String fromDer;

    Kind(String words, String content, String fromDer) {
      this.words = words;
      this.content = content;
      this.fromDer = fromDer;
    }
  }

  static PemPlace chain(String owner, Path file) {
    return new PemPlace(owner, Kind.CHAIN, Optional.of(file));
  }

  static PemPlace key(String owner, Path file) {
    return new PemPlace(owner, Kind.KEY, Optional.of(file));
  }

  static PemPlace sentChain(String owner) {
    return new PemPlace(owner, Kind.CHAIN, Optional.empty());
  }

  static PemPlace sentKey(String owner) {
    return new PemPlace(owner, Kind.KEY, Optional.empty());
  }

  /** Where it is; only of one that was not sent. */
  Path file() {
    return path.orElseThrow();
  }

  /** The command that makes PEM of DER, up to the names of the files. */
  String fromDer() {
    return kind.fromDer;
  }

  Problem problem(String found, String next) {
    return problem(found, kind.content, next);
  }

  Problem problem(String found, String expected, String next) {
    String where = path.map(file -> " " + file).orElse("");
    return new Problem(owner + ", " + kind.words + where, found, expected, next);
  }
}
