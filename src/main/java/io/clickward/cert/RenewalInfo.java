package io.clickward.cert;

import io.clickward.cert.CertificateStore.Held;
import io.clickward.cert.CertificateStore.Suggestion;
import io.clickward.domain.HostName;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What CAs say of when to renew (ARI, RFC 9773), kept with each certificate. */
final class RenewalInfo {
  private static final Logger LOG = LoggerFactory.getLogger(RenewalInfo.class);

  private final List<Authority> authorities;
  private final CertificateStore store;
  private final StoredCertificates<Held> certificates;
  private final InstantSource clock;

  RenewalInfo(
      List<Authority> authorities,
      CertificateStore store,
      StoredCertificates<Held> certificates,
      InstantSource clock) {
    this.authorities = authorities;
    this.store = store;
    this.certificates = certificates;
    this.clock = clock;
  }

  /** What the CA says is kept; when it says nothing, what it said before, or the dates, decide. */
  void ask(Held held) {
    HostCertificate certificate = certificates.peek(held.host().value());
    Optional<Authority> issuer =
        authorities.stream().filter(a -> a.directory().equals(held.authority())).findFirst();
    Instant now = clock.instant();
    Suggestion said =
        issuer.isPresent() && certificate != null
            ? ask(issuer.get(), held.host(), certificate.chain().getFirst())
            : null;
    if (said == null) {
      held.suggestion()
          .ifPresent(before -> certificates.revise(with(held, later(before, held, now))));
    } else {
      store.suggest(held.host(), said);
      certificates.revise(with(held, said));
    }
  }

  /** Nobody asks a CA that is down: a thousand hosts would each wait for its silence. */
  private @Nullable Suggestion ask(Authority issuer, HostName host, X509Certificate certificate) {
    Instant now = clock.instant();
    if (issuer.downUntil(now).isAfter(now)) {
      return null;
    }
    try {
      return Renewals.ask(issuer, certificate, now).orElse(null);
    } catch (AcmeException | OrderFailed | RuntimeException e) {
      LOG.info("{}: the CA did not say when to renew: {}", host, e.getMessage());
      if (e instanceof AcmeNetworkException) {
        issuer.isDown(now, Optional.empty());
      }
      return null;
    }
  }

  /** A CA that says nothing is not asked again at once: it may be down, for all its hosts. */
  private static Suggestion later(Suggestion before, Held held, Instant now) {
    return new Suggestion(before.start(), before.end(), Renewals.next(held, now));
  }

  private static Held with(Held held, Suggestion said) {
    return new Held(
        held.host(),
        held.authority(),
        held.notBefore(),
        held.notAfter(),
        held.jitter(),
        Optional.of(said));
  }
}
