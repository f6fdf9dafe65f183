package io.clickward.cert;

import java.nio.file.Path;

/**
 * A PEM file, whose it is and what it is for: the subject of every message about it.
 *
 * @param owner the hosts that it serves, in words
 */
record PemPlace(String owner, Kind kind, Path file) {
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
    return new PemPlace(owner, Kind.CHAIN, file);
  }

  static PemPlace key(String owner, Path file) {
    return new PemPlace(owner, Kind.KEY, file);
  }

  /** The command that makes PEM of DER, up to the names of the files. */
  String fromDer() {
    return kind.fromDer;
  }

  Problem problem(String found, String next) {
    return problem(found, kind.content, next);
  }

  Problem problem(String found, String expected, String next) {
    return new Problem(owner + ", " + kind.words + " " + file, found, expected, next);
  }
}
