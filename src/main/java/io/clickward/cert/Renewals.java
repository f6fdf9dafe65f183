package io.clickward.cert;

import io.clickward.cert.CertificateStore.Held;
import io.clickward.cert.CertificateStore.Suggestion;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.exception.AcmeException;

/**
 * Asks CAs when their certificates are to be renewed (RFC 9773), often enough to hear of a recall.
 */
final class Renewals {
  private static final Duration ASK = Duration.ofHours(6);
  private static final Duration ASK_MIN = Duration.ofMinutes(1);
  private static final Duration ASK_MAX = Duration.ofHours(12);

  /** A short life is asked about more often. */
  private static final int ASK_PART_OF_LIFE = 10;

  private Renewals() {}

  /** The CA's present suggestion; empty when it has none. */
  static Optional<Suggestion> ask(Authority authority, X509Certificate certificate, Instant now)
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

  static RenewalPlan plan(Held held) {
    return RenewalPlan.of(
        held.notBefore(),
        held.notAfter(),
        held.suggestion().flatMap(s -> RenewalPlan.Window.of(s.start(), s.end())),
        held.jitter());
  }
}
