package io.clickward.cert;

import io.clickward.cert.CertificateStore.Held;
import io.clickward.cert.CertificateStore.OpenOrder;
import io.clickward.cert.RateLimit.Scope;
import io.clickward.cert.RateLimits.Purpose;
import io.clickward.domain.HostName;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeProtocolException;

/** Gets one host a certificate: asks one CA after the other, until one gives it. */
final class Issuance {
  /**
   * What is wanted.
   *
   * @param failures attempts in a row that failed
   * @param owed the certificates that the host is to get now
   * @param former the certificate to be replaced, and the CA it is from
   */
  record Wish(
      HostName host,
      Set<ChallengeMethod> possible,
      int failures,
      Set<KeyKind> owed,
      Optional<Former> former) {}

  /** A certificate that the host has. */
  record Former(URI authority, X509Certificate certificate) {}

  /** What came of it. */
  sealed interface Outcome {
    /** Everything that was owed is in the store, and shown from now on. */
    record Issued(Held held) implements Outcome {}

    /**
     * No CA gave all that was owed; what was given is in the store, and shown.
     *
     * @param setbacks why, in the order of asking
     * @param again when a CA that has no time now can be asked again; empty when there is none, or
     *     when none would find more than the one that looked
     */
    record Failed(List<Setback> setbacks, Optional<Instant> again) implements Outcome {}
  }

  private final List<Authority> authorities;
  private final Proof proof;
  private final CertificateStore store;
  private final StoredCertificates<Held> certificates;
  private final boolean rsa;
  private final RateLimits limits;
  private final Patience patience;
  private final InstantSource clock;
  private final SecureRandom random;

  Issuance(
      List<Authority> authorities,
      Proof proof,
      CertificateStore store,
      StoredCertificates<Held> certificates,
      boolean rsa,
      RateLimits limits,
      Patience patience,
      InstantSource clock,
      SecureRandom random) {
    this.authorities = authorities;
    this.proof = proof;
    this.store = store;
    this.certificates = certificates;
    this.rsa = rsa;
    this.limits = limits;
    this.patience = patience;
    this.clock = clock;
    this.random = random;
  }

  Outcome issue(Wish wish) throws InterruptedException {
    List<Setback> setbacks = new ArrayList<>();
    List<Authority> busy = new ArrayList<>();
    Optional<OpenOrder> open = store.order(wish.host);
    Set<KeyKind> owed = EnumSet.copyOf(wish.owed);
    for (Authority authority : inOrder(open)) {
      try {
        requireReady(authority, wish, open);
        provide(authority, wish, owed, open);
        authority.isUp();
        return new Outcome.Issued(Objects.requireNonNull(certificates.known(wish.host)));
      } catch (OrderFailed e) {
        setbacks.add(e.setback());
        note(authority, wish, e.setback());
        if (e.setback() instanceof Setback.Undecided undecided) {
          return new Outcome.Failed(setbacks, Optional.of(undecided.again()));
        }
        if (e.setback() instanceof Setback.Unproven) {
          return new Outcome.Failed(setbacks, Optional.empty()); // another CA would find no more
        }
        if (e.setback().isTheirs()) {
          busy.add(authority);
        }
      }
    }
    return new Outcome.Failed(setbacks, again(busy, wish));
  }

  /** The CA that has an order of ours under way comes first. */
  private List<Authority> inOrder(Optional<OpenOrder> open) {
    return authorities.stream()
        .sorted(Comparator.comparing(authority -> !open.filter(authority::has).isPresent()))
        .toList();
  }

  /** An order that is under way there has its place already. */
  private void requireReady(Authority authority, Wish wish, Optional<OpenOrder> open)
      throws OrderFailed {
    boolean resumes = resumed(authority, open).isPresent();
    requireTurn(
        authority,
        wish,
        resumes
            ? whenUp(authority, limits.toldUntil(authority.directory(), wish.host, purpose(wish)))
            : earliest(authority, wish, purpose(wish)));
  }

  private Optional<OpenOrder> resumed(Authority authority, Optional<OpenOrder> open) {
    return open.filter(authority::has).filter(this::isOfUse);
  }

  private void requireTurn(Authority authority, Wish wish, Instant earliest) throws OrderFailed {
    if (earliest.isAfter(clock.instant())) {
      throw new OrderFailed(
          new Setback.Waiting(
              "%s: waits for its turn at the CA %s, which is busy or has issued as many as it will for now."
                  .formatted(wish.host, authority)));
    }
  }

  private Instant earliest(Authority authority, Wish wish, Purpose purpose) {
    return whenUp(authority, limits.earliest(authority.directory(), wish.host, purpose));
  }

  private Instant whenUp(Authority authority, Instant earliest) {
    Instant now = clock.instant();
    Instant limited = WaitMax.within(earliest, now);
    Instant down = authority.downUntil(now);
    return limited.isAfter(down) ? limited : down;
  }

  /** When the first CA that only has no time now can be asked again. */
  private Optional<Instant> again(List<Authority> busy, Wish wish) {
    Instant now = clock.instant();
    return busy.stream()
        .map(authority -> earliest(authority, wish, purpose(wish)))
        .filter(earliest -> earliest.isAfter(now))
        .min(Comparator.naturalOrder());
  }

  /** An RSA certificate comes after the ECDSA one of its host, as a renewal does for a CA. */
  private static Purpose purpose(Wish wish, KeyKind kind, boolean replaces) {
    if (wish.former.isEmpty() && kind == KeyKind.ECDSA) {
      return Purpose.FRESH;
    }
    return replaces ? Purpose.REPLACEMENT : Purpose.RENEWAL;
  }

  /** Of what a host waits for first. */
  private static Purpose purpose(Wish wish) {
    return purpose(wish, KeyKind.ECDSA, false);
  }

  private void note(Authority authority, Wish wish, Setback setback) {
    HostName host = wish.host;
    URI directory = authority.directory();
    Instant now = clock.instant();
    switch (setback) {
      case Setback.Unavailable down -> authority.isDown(now, down.until());
      case Setback.AccountRefused _ -> authority.isDown(now, Optional.empty());
      case Setback.Limited limited when limited.until().isAfter(now) ->
          limits.told(directory, limited.scope(), host, purpose(wish), limited.until());
      case Setback.Paused _ -> // until the operator ends it, but looked at again all the same
          limits.told(directory, Scope.HOST, host, purpose(wish), now.plus(WaitMax.DURATION));
      case Setback.Unproven _ -> limits.unproven(directory, host, now);
      case Setback.Limited _,
          Setback.Waiting _,
          Setback.Undecided _,
          Setback.AccountUnknown _,
          Setback.OrderGone _,
          Setback.Refused _,
          Setback.OwnFault _ -> {}
    }
  }

  /**
   * One CA's certificates: by the order that is under way there, else by new ones. Takes from what
   * is owed what was given.
   */
  private void provide(Authority authority, Wish wish, Set<KeyKind> owed, Optional<OpenOrder> open)
      throws OrderFailed, InterruptedException {
    Optional<OpenOrder> resumed = resumed(authority, open);
    if (resumed.isPresent()) {
      try {
        complete(authority, wish, resumed.get());
        owed.remove(KeyKind.of(resumed.get().key()));
      } catch (OrderFailed e) {
        requireForgettable(authority, e);
      }
    }
    for (KeyKind kind : EnumSet.copyOf(owed)) {
      if (resumed.isPresent()) {
        requireTurn(authority, wish, earliest(authority, wish, purpose(wish, kind, false)));
      }
      fresh(authority, wish, kind);
      owed.remove(kind);
    }
  }

  /** An RSA certificate stands beside another, or not at all. */
  private boolean isOfUse(OpenOrder open) {
    return KeyKind.of(open.key()) == KeyKind.ECDSA || certificates.known(open.host()) != null;
  }

  private void fresh(Authority authority, Wish wish, KeyKind kind)
      throws OrderFailed, InterruptedException {
    boolean mayReplace = kind == KeyKind.ECDSA;
    try {
      complete(authority, wish, order(authority, wish, kind, mayReplace));
    } catch (OrderFailed e) {
      requireForgettable(authority, e);
      complete(authority, wish, order(authority, wish, kind, false));
    }
  }

  /** What the CA has lost, another order can still bring. */
  private static void requireForgettable(Authority authority, OrderFailed failed)
      throws OrderFailed {
    switch (failed.setback()) {
      case Setback.AccountUnknown _ -> authority.account().lost();
      case Setback.OrderGone _ -> {}
      default -> throw failed;
    }
  }

  private OpenOrder order(Authority authority, Wish wish, KeyKind kind, boolean mayReplace)
      throws OrderFailed, InterruptedException {
    Setbacks setbacks = setbacks(authority, wish);
    return asking(
        setbacks,
        () -> {
          boolean replaces = mayReplace && replaces(authority, wish);
          OrderBuilder builder = authority.account().login().newOrder().domain(wish.host.value());
          authority.account().authority().profile().ifPresent(builder::profile);
          if (replaces) {
            builder.replaces(wish.former.orElseThrow().certificate);
          }
          URI location = URI.create(builder.create().getLocation().toString());
          limits.ordered(
              authority.directory(), wish.host, purpose(wish, kind, replaces), clock.instant());
          OpenOrder order =
              new OpenOrder(
                  wish.host,
                  authority.directory(),
                  location,
                  kind.pair(random).getPrivate(),
                  Optional.empty());
          giveUpElsewhere(authority, wish.host);
          store.save(order);
          return order;
        });
  }

  /**
   * There is one order of a host: one at another CA is given up when this one has taken another.
   */
  private void giveUpElsewhere(Authority authority, HostName host) throws InterruptedException {
    if (store.order(host).filter(former -> !authority.has(former)).isPresent()) {
      abandon(host);
    }
  }

  private static boolean replaces(Authority authority, Wish wish)
      throws AcmeException, OrderFailed {
    return wish.former.filter(f -> f.authority.equals(authority.directory())).isPresent()
        && authority.account().suggestsRenewal();
  }

  private void complete(Authority authority, Wish wish, OpenOrder open)
      throws OrderFailed, InterruptedException {
    Setbacks setbacks = setbacks(authority, wish);
    try {
      HostCertificate certificate =
          asking(
              setbacks,
              () -> {
                Login login = authority.account().login();
                return new AcmeOrder(login, setbacks, proof, store, clock, patience, open)
                    .complete(wish.possible, wish.failures);
              });
      take(authority, wish, certificate);
    } catch (OrderFailed e) {
      if (e.isOver() || !canGoOn(e.setback())) {
        abandon(wish.host);
      }
      throw e;
    }
  }

  private static boolean canGoOn(Setback setback) {
    return setback instanceof Setback.Unavailable
        || setback instanceof Setback.Undecided
        || setback instanceof Setback.Limited;
  }

  /** The order is over; what was published for it must not stay. */
  private void abandon(HostName host) throws InterruptedException {
    proof.withdrawAnswers(host);
    Optional<String> value = store.order(host).flatMap(OpenOrder::value);
    if (value.isPresent()) {
      proof.withdraw(host, value.get());
    }
    store.removeOrder(host);
  }

  private void take(Authority authority, Wish wish, HostCertificate certificate)
      throws OrderFailed {
    Optional<String> fault = CertificateCheck.fault(wish.host, certificate, clock.instant());
    if (fault.isPresent()) {
      throw new OrderFailed(
          new Setback.Refused(
              "%s: the certificate that the CA %s issued %s; the former one stays. Tell the CA."
                  .formatted(wish.host, authority, fault.get())));
    }
    keep(authority, wish.host, certificate);
    Purpose purpose = purpose(wish, KeyKind.of(certificate.key()), false);
    limits.issued(authority.directory(), wish.host, purpose, clock.instant());
  }

  /** Keeps one beside what the host has; handshakes get both from now on. */
  private void keep(Authority authority, HostName host, HostCertificate certificate) {
    Held former = certificates.known(host);
    HostCertificate shown = former == null ? null : certificates.peek(host.value());
    if (KeyKind.of(certificate.key()) == KeyKind.RSA && former != null) {
      save(former, requireReadable(host, shown).beside(certificate));
      return;
    }
    Optional<HostCertificate> beside =
        rsa ? Optional.ofNullable(shown).flatMap(HostCertificate::rsa) : Optional.empty();
    save(
        new Held(
            host,
            authority.directory(),
            certificate.notBefore(),
            certificate.notAfter(),
            RenewalPlan.jitter(certificate.chain().getFirst()),
            Optional.empty()),
        beside.map(certificate::beside).orElse(certificate));
  }

  /** Nothing may take its place but what can. */
  private static HostCertificate requireReadable(HostName host, @Nullable HostCertificate shown) {
    if (shown == null) {
      throw new IllegalStateException(host + ": the certificate beside it cannot be read");
    }
    return shown;
  }

  private void save(Held held, HostCertificate certificate) {
    store.save(held, certificate);
    certificates.put(held, certificate);
  }

  private Setbacks setbacks(Authority authority, Wish wish) {
    return new Setbacks(authority.toString(), wish.host, clock.instant());
  }

  private interface Exchange<T> {
    T run() throws AcmeException, OrderFailed, InterruptedException;
  }

  private static <T> T asking(Setbacks setbacks, Exchange<T> exchange)
      throws OrderFailed, InterruptedException {
    try {
      return exchange.run();
    } catch (AcmeException e) {
      throw new OrderFailed(setbacks.of(e));
    } catch (AcmeProtocolException e) {
      throw new OrderFailed(setbacks.of(e));
    } catch (AcmeLazyLoadingException e) {
      throw new OrderFailed(
          e.getCause() instanceof AcmeException cause
              ? setbacks.of(cause)
              : new Setback.Unavailable(String.valueOf(e.getMessage()), Optional.empty()));
    }
  }
}
