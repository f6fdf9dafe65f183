package io.clickward.cert;

import java.nio.file.Path;

/** Where a host's certificate comes from. */
public sealed interface CertificateSource {
  /** Signed by the installation's own CA, which clients must be told to trust. */
  record Internal() implements CertificateSource {}

  /**
   * Kept in two PEM files by the operator, read again whenever they change.
   *
   * @param chain the certificates, leaf first
   * @param key the leaf's private key; may be the same file
   */
  record Files(Path chain, Path key) implements CertificateSource {}
}
