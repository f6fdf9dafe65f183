package io.clickward.cert;

import java.nio.file.Path;
import java.util.Optional;

/** Where a host's certificate comes from. */
public sealed interface CertificateSource {
  /**
   * Signed by the installation's own CA, which clients must be told to trust.
   *
   * @param rsa whether there is an RSA certificate beside the ECDSA one
   */
  record Internal(boolean rsa) implements CertificateSource {
    /** ECDSA alone. */
    public Internal() {
      this(false);
    }
  }

  /** Issued by a CA by ACME. */
  record Acme() implements CertificateSource {}

  /**
   * Kept in PEM files by the operator, read again whenever they change.
   *
   * @param pair the certificate that clients get
   * @param rsa an RSA certificate for clients that know no ECDSA, which {@code pair} then is
   * @param evenOver whether one is shown before or after its time, and reported, while there is no
   *     other: where clients would rather warn of it than find nobody
   */
  record Files(Pair pair, Optional<Pair> rsa, boolean evenOver) implements CertificateSource {
    /** In its time only. */
    public Files(Pair pair, Optional<Pair> rsa) {
      this(pair, rsa, false);
    }

    /** One certificate for all clients. */
    public Files(Path chain, Path key) {
      this(new Pair(chain, key), Optional.empty());
    }
  }

  /**
   * Two PEM files.
   *
   * @param chain the certificates, leaf first
   * @param key the leaf's private key; may be the same file
   */
  record Pair(Path chain, Path key) {}
}
