package io.clickward.cert;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A host's key and certificate chain. Compared by identity: each instance belongs to one host, and
 * a renewed certificate is a new instance, so whatever is derived from one may be kept for as long
 * as the table returns it.
 */
public final class HostCertificate {
  private final PrivateKey key;
  private final List<X509Certificate> chain;

  private HostCertificate(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = chain;
  }

  /**
   * Joins a key with its chain.
   *
   * @param key the leaf's key
   * @param chain the leaf first, then each the signer of the one before; the root may be left out
   */
  public static HostCertificate of(PrivateKey key, List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a chain has at least the leaf");
    }
    return new HostCertificate(key, List.copyOf(chain));
  }

  /** The leaf's private key. */
  public PrivateKey key() {
    return key;
  }

  /** The leaf first, as the TLS Certificate message carries it (RFC 8446 section 4.4.2). */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** From when the leaf is valid. */
  public Instant notBefore() {
    return chain.getFirst().getNotBefore().toInstant();
  }

  /** The last moment at which the leaf is valid. */
  public Instant notAfter() {
    return chain.getFirst().getNotAfter().toInstant();
  }
}
