package io.clickward.config;

import java.nio.file.Path;

/** Where the certificate of a domain comes from. */
public sealed interface CertificateSource {
  /** The installation's own authority signs it; for trials and closed networks. */
  record Internal() implements CertificateSource {}

  /**
   * Files in PEM; whether they exist and fit is not checked here.
   *
   * @param chain the certificate of the host, then its intermediates
   * @param key its private key
   */
  record Files(Path chain, Path key) implements CertificateSource {
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
              "PEM file with the private key, relative to the configuration file."));
    }
  }
}
