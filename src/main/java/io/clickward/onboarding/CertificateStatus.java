package io.clickward.onboarding;

import io.clickward.domain.Evidence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How it stands with the certificate of a host.
 *
 * @param evidence whether there is one that is good now
 * @param source where it comes from: {@code acme}, {@code uploaded}, {@code declared} by the
 *     configuration, or {@code none}
 * @param issuer who signed it; empty when there is none
 * @param notAfter when it expires; empty when there is none
 * @param rateLimitedUntil when the CA takes the next order, if it refuses them now
 * @param methods the ACME challenges that would work now, such as {@code http-01}
 */
public record CertificateStatus(
    Evidence evidence,
    String source,
    Optional<String> issuer,
    Optional<Instant> notAfter,
    Optional<Instant> rateLimitedUntil,
    List<String> methods) {
  public CertificateStatus {
    methods = List.copyOf(methods);
  }

  /** There is none, and nothing to say of it. */
  public static CertificateStatus none() {
    return new CertificateStatus(
        Evidence.unknown(),
        "none",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
