package io.clickward.cert;

import io.clickward.domain.HostName;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What certificates that owners of hosts brought themselves need to survive a restart. Each method
 * is one transaction, on disk when it returns. Private keys are never stored readable.
 */
public interface UploadStore {
  /**
   * A certificate in the store, without its key and chain.
   *
   * @param owner who brought it; whoever owns the host later does not get it
   */
  record Uploaded(HostName host, String owner, Instant notBefore, Instant notAfter)
      implements StoredCertificates.Entry {}

  /** Every certificate there is, in any order, without reading their keys. */
  void each(Consumer<Uploaded> each);

  /** The certificate of a host. Quick: handshakes wait for it. */
  Optional<HostCertificate> find(HostName host);

  /** Keeps a certificate in place of the one before. */
  void save(Uploaded uploaded, HostCertificate certificate);

  /** Forgets the certificate of a host, and its key. */
  void remove(HostName host);
}
