package io.clickward.cert;

import io.clickward.cert.CertificateStore.Held;
import io.clickward.domain.HostName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which certificates a host is to get now, by what it has and what is under way. */
final class Owed {
  /** CAs date certificates back, and the two may be of different CAs. */
  private static final Duration DATED_BACK_MAX = Duration.ofDays(2);

  private final CertificateStore store;
  private final StoredCertificates<Held> certificates;
  private final boolean rsa;
  private final InstantSource clock;

  /**
   * What is owed by these.
   *
   * @param rsa whether each host is to have an RSA certificate beside the ECDSA one
   */
  Owed(
      CertificateStore store,
      StoredCertificates<Held> certificates,
      boolean rsa,
      InstantSource clock) {
    this.store = store;
    this.certificates = certificates;
    this.rsa = rsa;
    this.clock = clock;
  }

  /** What the host is to get now: what an order is under way for, what is missing, what is due. */
  Set<KeyKind> kinds(HostName host, @Nullable Held held) {
    Set<KeyKind> owed = EnumSet.noneOf(KeyKind.class);
    store.order(host).ifPresent(open -> owed.add(KeyKind.of(open.key())));
    boolean due = isOrderDue(held);
    if (due) {
      owed.add(KeyKind.ECDSA);
    }
    if (rsa && (held == null || due || lacksRsa(held))) {
      owed.add(KeyKind.RSA);
    }
    return owed;
  }

  /** The one beside is renewed with the other; this is for when that failed, or was not wanted. */
  private boolean lacksRsa(Held held) {
    HostCertificate shown = certificates.peek(held.host().value());
    return shown != null
        && shown
            .rsa()
            .map(beside -> isLeftBehind(beside, held) || isDue(planBeside(held, beside)))
            .orElse(true);
  }

  /** The other was renewed and this one was not, as after a recall that came before their time. */
  private static boolean isLeftBehind(HostCertificate beside, Held held) {
    return beside.notBefore().plus(DATED_BACK_MAX).isBefore(held.notBefore());
  }

  /** Whether a host with this certificate, or with none, needs an order now. */
  boolean isOrderDue(@Nullable Held held) {
    return held == null || isDue(RenewalPlan.of(held));
  }

  private static RenewalPlan planBeside(Held held, HostCertificate beside) {
    return RenewalPlan.of(beside.notBefore(), beside.notAfter(), Optional.empty(), held.jitter());
  }

  private boolean isDue(RenewalPlan plan) {
    return !plan.at().isAfter(clock.instant());
  }
}
