package io.clickward.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the certificate of a domain comes from. */
public sealed interface CertificateSource {
  /**
   * The installation's own authority signs it; for trials and closed networks.
   *
   * @param rsa whether there is an RSA certificate beside the ECDSA one
   */
  record Internal(boolean rsa) implements CertificateSource {}

  /** A public CA issues it by ACME. */
  record Acme() implements CertificateSource {}

  /**
   * Files in PEM; whether they exist and fit is not checked here.
   *
   * @param chain the certificate of the host, then its intermediates
   * @param key its private key
   * @param rsa an RSA certificate beside it; null when there is none
   * @param fallback whether a CA issues another one, for when this one is over
   */
  record Files(Path chain, Path key, @Nullable Pair rsa, Fallback fallback)
      implements CertificateSource {
    /** What stands in for files whose certificate is over. */
    public enum Fallback {
      NONE,
      ACME
    }

    static Files from(Section certificate) {
      return new Files(
          certificate.require(
              "chain",
              Format.path(certificate.folder()),
              "certificate.pem",
              "PEM file with the certificate of the host and its intermediates, relative to the configuration file."),
          certificate.require(
              "key",
              Format.path(certificate.folder()),
              "key.pem",
              "PEM file with the private key, relative to the configuration file."),
          certificate
              .findSection(
                  "rsa",
                  "An RSA certificate for clients that know no ECDSA; `chain` and `key` are then of an ECDSA one. Without this section there is none.",
                  Pair::from)
              .orElse(null),
          certificate.get(
              "fallback",
              Format.word(Fallback.class),
              "none",
              "With `acme` a second certificate comes from a CA, and is shown when the one in the files is over."));
    }
  }

  /** Files in PEM, as {@link Files} has them. */
  record Pair(Path chain, Path key) {
    static Pair from(Section rsa) {
      return new Pair(
          rsa.require(
              "chain",
              Format.path(rsa.folder()),
              "certificate-rsa.pem",
              "PEM file with the RSA certificate and its intermediates."),
          rsa.require(
              "key", Format.path(rsa.folder()), "key-rsa.pem", "PEM file with its private key."));
    }
  }
}
