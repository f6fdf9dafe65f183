package io.clickward.cert;

import io.clickward.domain.HostName;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Looks at what a CA has issued before it takes the place of what works. */
final class CertificateCheck {
  /** CAs date certificates back by an hour; our clock may be behind theirs. */
  private static final Duration CLOCK_SKEW_MAX = Duration.ofMinutes(5);

  private CertificateCheck() {}

  /** What is wrong with it: chain, name, key or dates. */
  static Optional<String> fault(HostName host, HostCertificate certificate, Instant now) {
    X509Certificate leaf = certificate.chain().getFirst();
    if (X509.dnsNames(leaf).stream().noneMatch(name -> X509.covers(name, host.value()))) {
      return Optional.of("is for " + X509.dnsNames(leaf));
    }
    if (!X509.belong(certificate.key(), leaf.getPublicKey())) {
      return Optional.of("is for another key than the order's");
    }
    if (now.isAfter(certificate.notAfter())
        || now.plus(CLOCK_SKEW_MAX).isBefore(certificate.notBefore())) {
      return Optional.of(
          "is valid from %s to %s".formatted(certificate.notBefore(), certificate.notAfter()));
    }
    return brokenChain(certificate.chain());
  }

  private static Optional<String> brokenChain(List<X509Certificate> chain) {
    for (int i = 0; i < chain.size() - 1; i++) {
      if (!X509.signed(chain.get(i + 1), chain.get(i))) {
        return Optional.of(
            "has a chain in which %s is not signed by the next"
                .formatted(ChainFile.describe(chain, i)));
      }
    }
    return Optional.empty();
  }
}
