package io.clickward.cert;

import org.jspecify.annotations.Nullable;

/** What the TLS edge sees of certificates. */
public interface CertificateTable {
  /**
   * The certificate to show for a host, or null when there is none: an unknown host, or one whose
   * certificate is still on its way. Reads memory and, for a host of ours whose certificate is not
   * there, one row of a local file; it never waits for another machine, and a stranger's names read
   * nothing and make nothing grow.
   *
   * @param lowerCaseHost in the form of {@link io.clickward.domain.HostName#value}
   */
  @Nullable HostCertificate find(String lowerCaseHost);

  /** The same for whoever only looks: what is read for it takes no other host's place in memory. */
  default @Nullable HostCertificate peek(String lowerCaseHost) {
    return find(lowerCaseHost);
  }

  /** Whether {@link #find} would answer from memory now: whoever must not wait asks this first. */
  default boolean isAtHand(String lowerCaseHost) {
    return true;
  }
}
