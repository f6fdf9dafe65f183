package io.clickward.cert;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A host's key and certificate chain, with an RSA pair beside it where the operator wants to reach
 * clients that know no ECDSA. Compared by identity: each instance belongs to one host, and a
 * renewed certificate is a new instance, so whatever is derived from one may be kept for as long as
 * the table returns it.
 */
public final class HostCertificate {
  private final PrivateKey key;
  private final List<X509Certificate> chain;
  private final Optional<HostCertificate> rsa;

  private HostCertificate(
      PrivateKey key, List<X509Certificate> chain, Optional<HostCertificate> rsa) {
    this.key = key;
    this.chain = chain;
    this.rsa = rsa;
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
    return new HostCertificate(key, List.copyOf(chain), Optional.empty());
  }

  /** A new instance of the same with an RSA certificate beside. */
  public HostCertificate beside(HostCertificate rsaCertificate) {
    return new HostCertificate(key, chain, Optional.of(rsaCertificate));
  }

  /** A new instance of the same in which each CA is the one that is given for it. */
  HostCertificate sharing(UnaryOperator<X509Certificate> shared) {
    List<X509Certificate> same =
        Stream.concat(chain.stream().limit(1), chain.stream().skip(1).map(shared)).toList();
    return new HostCertificate(key, same, rsa.map(beside -> beside.sharing(shared)));
  }

  /** The leaf's private key. */
  public PrivateKey key() {
    return key;
  }

  /** The leaf first, as the TLS Certificate message carries it (RFC 8446 section 4.4.2). */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** What a client gets that cannot verify the other one; empty when that client gets nothing. */
  public Optional<HostCertificate> rsa() {
    return rsa;
  }

  /** From when the leaf is valid. */
  public Instant notBefore() {
    return chain.getFirst().getNotBefore().toInstant();
  }

  /** The last moment at which the leaf, and the one beside it, is valid. */
  public Instant notAfter() {
    Instant own = chain.getFirst().getNotAfter().toInstant();
    return rsa.map(HostCertificate::notAfter).filter(own::isAfter).orElse(own);
  }
}
