package io.clickward.onboarding;

import io.clickward.domain.HostName;
import io.clickward.domain.TrackingDomain;

/** What onboarding sees of certificates. */
public interface CertificateState {
  /** How it stands with a host's certificate; from memory. */
  CertificateStatus of(HostName host);

  /** Has a CA asked for a host now that would be asked later, as a person has mended something. */
  void retry(HostName host);

  /**
   * Takes a certificate of the operator's own, which wins over one that was ordered.
   *
   * @param chainPem the certificates, leaf first
   * @param keyPem the leaf's private key
   * @throws RefusedException when they do not fit each other, the host or the clock; no message
   *     repeats a part of the key
   */
  void upload(TrackingDomain domain, String chainPem, String keyPem);

  /** Forgets the certificate that was brought, and its key. Harmless when there is none. */
  void removeUpload(TrackingDomain domain);
}
