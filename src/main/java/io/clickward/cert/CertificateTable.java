package io.clickward.cert;

import org.jspecify.annotations.Nullable;

/** What the TLS edge sees of certificates. */
public interface CertificateTable {
  /**
   * The certificate to show for a host, or null when there is none: an unknown host, or one whose
   * certificate is still on its way. A memory look-up and nothing else; it never blocks and a
   * stranger's names make nothing grow.
   *
   * @param lowerCaseHost in the form of {@link io.clickward.domain.HostName#value}
   */
  @Nullable HostCertificate find(String lowerCaseHost);
}
