package io.clickward.cert;

import io.clickward.cert.CertificateStore.Held;
import io.clickward.cert.CertificateStore.Suggestion;
import io.clickward.domain.HostName;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What CAs say of when to renew (ARI, RFC 9773), asked often enough to hear of a recall and kept
 * with each certificate.
 */
final class RenewalAdvice {
  private static final Logger LOG = LoggerFactory.getLogger(RenewalAdvice.class);

  private static final Duration ASK = Duration.ofHours(6);
  private static final Duration ASK_MIN = Duration.ofMinutes(1);
  private static final Duration ASK_MAX = Duration.ofHours(12);

  /** A short life is asked about more often. */
  private static final int ASK_PART_OF_LIFE = 10;

  private final List<Authority> authorities;
  private final CertificateStore store;
  private final StoredCertificates<Held> certificates;
  private final InstantSource clock;

  RenewalAdvice(
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
          .ifPresent(before -> certificates.revise(held.with(later(before, held, now))));
    } else {
      store.suggest(held.host(), said);
      certificates.revise(held.with(said));
    }
  }

  /** Nobody asks a CA that is down: a thousand hosts would each wait for its silence. */
  private @Nullable Suggestion ask(Authority issuer, HostName host, X509Certificate certificate) {
    Instant now = clock.instant();
    if (issuer.downUntil(now).isAfter(now)) {
      return null;
    }
    try {
      return suggestion(issuer, certificate, now).orElse(null);
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
    return new Suggestion(before.start(), before.end(), next(held, now));
  }

  /** The CA's present suggestion; empty when it has none. */
  private static Optional<Suggestion> suggestion(
      Authority authority, X509Certificate certificate, Instant now)
      throws AcmeException, OrderFailed {
    if (!authority.account().suggestsRenewal()) {
      return Optional.empty();
    }
    RenewalInfo info = authority.account().login().bindRenewalInfo(certificate);
    Instant again = info.fetch().orElse(now.plus(ASK));
    return Optional.of(
        new Suggestion(
            info.getSuggestedWindowStart(), info.getSuggestedWindowEnd(), clamped(again, now)));
  }

  /** A CA's wish is heard within reason (section 4.3.2). */
  private static Instant clamped(Instant again, Instant now) {
    Instant first = now.plus(ASK_MIN);
    Instant last = now.plus(ASK_MAX);
    Instant late = again.isAfter(last) ? last : again;
    return late.isBefore(first) ? first : late;
  }

  /** When to ask for the first time, or again after no answer. */
  static Instant next(Held held, Instant now) {
    Duration part = Duration.between(held.notBefore(), held.notAfter()).dividedBy(ASK_PART_OF_LIFE);
    return now.plus(part.compareTo(ASK) < 0 ? part : ASK);
  }
}
