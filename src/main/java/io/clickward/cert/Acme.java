package io.clickward.cert;

import io.clickward.cert.CertificateStore.Failing;
import io.clickward.cert.CertificateStore.Held;
import io.clickward.cert.Issuance.Outcome;
import io.clickward.cert.RateLimits.Purpose;
import io.clickward.domain.HostName;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates from public CAs (RFC 8555), for every wanted host, by the clock: ordered when a host
 * is wanted, renewed when their time comes, with or without traffic. Works on threads of its own;
 * looking a certificate up reads memory or the local store.
 */
public final class Acme implements CertificateTable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Acme.class);

  /** Certificates in memory: those of all TLS contexts that the edge keeps, which hold them. */
  public static final int LOADED_MAX = 2_500;

  private static final Duration ROUND = Duration.ofMillis(200);

  /** A clock that goes back further than this was wrong, and so is what was planned by it. */
  private static final Duration CLOCK_STEP_MAX = Duration.ofMinutes(1);

  private static final Duration RETRY_PAUSE = Duration.ofMinutes(10);

  /** How soon we look again at a host that no order is made for, unless it is wanted before. */
  private static final Duration HELD_PAUSE = Duration.ofHours(1);

  /** For all orders under way together. */
  private static final Duration STOP_MAX = Duration.ofSeconds(5);

  /** A host that shall have a certificate. */
  private static final class Host {
    final HostName name;
    volatile Set<ChallengeMethod> possible;

    /** Why no order is made for it for now. */
    volatile @Nullable String objection;

    private Instant retryFrom = Instant.MIN;

    Host(HostName name, Set<ChallengeMethod> possible) {
      this.name = name;
      this.possible = possible;
    }

    synchronized boolean mayRetry(Instant now) {
      boolean may = !now.isBefore(retryFrom);
      if (may) {
        retryFrom = now.plus(RETRY_PAUSE);
      }
      return may;
    }
  }

  private final AcmeSettings settings;
  private final CertificateStore store;
  private final InstantSource clock;
  private final List<Authority> authorities;
  private final Issuance issuance;
  private final RateLimits limits;
  private final BackOff backOff;
  private final StoredCertificates<Held> certificates;
  private final Owed owed;
  private final RenewalAdvice advice;
  private final Map<String, Host> hosts = new ConcurrentHashMap<>();

  private final FailingHosts failures;
  private final Schedule schedule = new Schedule();

  private final GoneHosts gone;
  private final Semaphore orders;
  private final BlockingQueue<Boolean> wake = new ArrayBlockingQueue<>(1);
  private final Set<Thread> workers = ConcurrentHashMap.newKeySet();

  /** Hosts with an attempt under way: there is never a second one beside it. */
  private final Set<HostName> attended = ConcurrentHashMap.newKeySet();

  private final Thread rounds;
  private volatile boolean closed;

  private Acme(
      AcmeSettings settings,
      List<Authority> authorities,
      Proof proof,
      CertificateStore store,
      Patience patience,
      InstantSource clock,
      SecureRandom random) {
    this.settings = settings;
    this.store = store;
    this.clock = clock;
    this.authorities = authorities;
    this.backOff = patience.host();
    this.failures = new FailingHosts(store, backOff, clock);
    this.limits = new RateLimits(store, clock.instant());
    this.certificates =
        new StoredCertificates<>(
            store::find, "Restore certificates.db, or have a new one issued.", LOADED_MAX, clock);
    this.gone = new GoneHosts(certificates, store, attended::contains, this::release, clock);
    this.owed = new Owed(store, certificates, settings.rsa(), clock);
    this.advice = new RenewalAdvice(authorities, store, certificates, clock);
    this.issuance =
        new Issuance(
            authorities,
            proof,
            store,
            certificates,
            settings.rsa(),
            limits,
            patience,
            clock,
            random);
    this.orders = new Semaphore(settings.ordersMax());
    this.rounds = Thread.ofVirtual().name("acme").unstarted(this::run);
  }

  /**
   * Takes up what the store holds. Certificates can be looked up at once; nothing is ordered before
   * {@link #start}.
   */
  public static Acme open(
      AcmeSettings settings,
      CertificateStore store,
      ChallengeAnswers answers,
      InstantSource clock,
      SecureRandom random) {
    return open(settings, store, answers, Patience.USUAL, clock, random);
  }

  static Acme open(
      AcmeSettings settings,
      CertificateStore store,
      ChallengeAnswers answers,
      Patience patience,
      InstantSource clock,
      SecureRandom random) {
    Counterparts counterparts = Counterparts.open(settings, store, random);
    Proof proof = new Proof(settings, answers, counterparts.zone(), clock, random);
    Acme acme =
        new Acme(settings, counterparts.authorities(), proof, store, patience, clock, random);
    store.eachHeld(acme.certificates::isThere);
    return acme;
  }

  /** Begins to order and renew, for these hosts and whoever is wanted later. */
  public void start(Map<HostName, Set<ChallengeMethod>> wanted) {
    want(wanted);
    rounds.start();
  }

  /**
   * Has the host provided with a certificate from now on. Said again, it changes the methods and
   * nothing else.
   *
   * @param possible the challenge methods that can work for the host as it is now
   */
  public void want(HostName host, Set<ChallengeMethod> possible) {
    want(Map.of(host, possible));
  }

  /** The same for many hosts at once, which costs little more than for one. */
  public void want(Map<HostName, Set<ChallengeMethod>> wanted) {
    List<Host> fresh = new ArrayList<>();
    wanted.forEach(
        (name, possible) -> {
          Host known = hosts.get(name.value());
          if (known == null) {
            fresh.add(new Host(name, Set.copyOf(possible)));
          } else {
            wantAgain(known, Set.copyOf(possible));
          }
        });
    if (!fresh.isEmpty()) {
      admit(fresh);
    }
  }

  private void wantAgain(Host known, Set<ChallengeMethod> possible) {
    known.possible = possible;
    boolean wasHeld = known.objection != null;
    known.objection = null;
    if (wasHeld) {
      replan(known);
      wake();
    }
  }

  /** Anew, by what is known now; a host that is attended to is planned at the end of that. */
  private void replan(Host host) {
    if (schedule.of(host.name.value()).isPresent()) {
      schedule.put(host.name.value(), due(host, store.order(host.name).isPresent()));
    }
  }

  /**
   * Has no order made for a wanted host until it is wanted again: it would fail. What it has is
   * shown as before. Harmless for a host that is not wanted.
   *
   * @param why a sentence
   */
  public void hold(HostName host, String why) {
    Host known = hosts.get(host.value());
    if (known != null) {
      if (known.objection == null) {
        LOG.info("{}", why);
      }
      known.objection = why;
    }
  }

  private void admit(List<Host> fresh) {
    Map<String, Host> byName = new ConcurrentHashMap<>();
    fresh.forEach(host -> byName.put(host.name.value(), host));
    hosts.putAll(byName);
    failures.takeUp(byName.keySet());
    Set<HostName> open = Set.copyOf(store.orders());
    fresh.forEach(host -> schedule.put(host.name.value(), due(host, open.contains(host.name))));
    wake();
  }

  /** Ends care for a host that has another certificate now; the one that it has stays. */
  public void release(HostName host) {
    hosts.remove(host.value());
    failures.drop(host);
    schedule.remove(host.value());
  }

  /**
   * Says which hosts there are. Care for all others ends, and what they have is shown to nobody and
   * counted nowhere. It is forgotten when it is over, and not before: a host that comes back soon
   * costs nothing of a CA's rate limits.
   */
  public void retain(Set<HostName> hostsThere) {
    gone.retain(hostsThere, hosts.values().stream().map(host -> host.name));
  }

  /**
   * Has a host tried again now, as its operator has mended what was wrong. Only once in a while:
   * whoever looks at a domain in a loop must not order in one.
   */
  public void retry(HostName host) {
    Host known = hosts.get(host.value());
    boolean mayOrder =
        known != null && (failures.of(host) == null || known.mayRetry(clock.instant()));
    if (mayOrder) {
      limits.forget(host);
      if (certificates.isUnreadable(host)) {
        certificates.remove(host); // from memory: what is in the store, a new one replaces
      }
      failures.forget(host);
      if (schedule.of(host.value()).isPresent()) {
        schedule.put(host.value(), clock.instant());
      }
      wake();
    }
  }

  @Override
  public @Nullable HostCertificate find(String lowerCaseHost) {
    return certificates.find(lowerCaseHost);
  }

  @Override
  public @Nullable HostCertificate peek(String lowerCaseHost) {
    return certificates.peek(lowerCaseHost);
  }

  @Override
  public boolean isAtHand(String lowerCaseHost) {
    return certificates.isAtHand(lowerCaseHost);
  }

  /** Whether a host has one to show, as far as is known before it is read. */
  boolean shows(String lowerCaseHost) {
    return certificates.isToBeHad(lowerCaseHost);
  }

  /** Whether the certificate of a host is there and cannot be read. */
  public boolean isUnreadable(HostName host) {
    return certificates.isUnreadable(host);
  }

  /** Whether there is a certificate for a host, from memory. */
  public boolean holds(HostName host) {
    return certificates.known(host) != null;
  }

  /** How many certificates there are, of hosts that are not gone. */
  public int held() {
    return certificates.size();
  }

  /** Their hosts. */
  Stream<String> hosts() {
    return certificates.hosts();
  }

  /** When the one ends that a host has to show; from memory. */
  Optional<Instant> end(String lowerCaseHost) {
    return certificates.end(lowerCaseHost);
  }

  /** Our account at the CA with this directory, once the CA has made one. */
  public Optional<URI> account(URI directory) {
    return store.account(directory).flatMap(CertificateStore.Account::location);
  }

  /** How a wanted host does; empty when it is not wanted. */
  public Optional<AcmeStatus> status(HostName name) {
    return Optional.ofNullable(hosts.get(name.value())).map(this::status);
  }

  private AcmeStatus status(Host host) {
    Optional<Held> held = Optional.ofNullable(certificates.known(host.name));
    return new AcmeStatus(
        host.name,
        held.map(Held::authority),
        held.map(Held::notAfter),
        held.map(h -> RenewalPlan.of(h).at()),
        schedule.of(host.name.value()),
        rateLimitedUntil(host),
        failures.count(host.name),
        problem(host));
  }

  /** Why a host does not get what it needs now. */
  private Optional<String> problem(Host host) {
    return Optional.ofNullable(host.objection)
        .filter(_ -> owed.isOrderDue(certificates.known(host.name)))
        .or(() -> failures.problem(host.name));
  }

  private Optional<Instant> rateLimitedUntil(Host host) {
    Purpose purpose = certificates.known(host.name) == null ? Purpose.FRESH : Purpose.RENEWAL;
    Instant now = clock.instant();
    return authorities.stream()
        .map(authority -> limits.earliest(authority.directory(), host.name, purpose))
        .map(earliest -> WaitMax.within(earliest, now))
        .min(Instant::compareTo)
        .filter(earliest -> earliest.isAfter(now));
  }

  /** What stands in the way of certificates now, a sentence each. */
  public List<String> problems() {
    return Stream.concat(
            Counterparts.problems(settings).stream().map(Problem::toString),
            Stream.concat(
                hosts.values().stream().flatMap(host -> problem(host).stream()),
                certificates.problems().stream()))
        .toList();
  }

  private Instant due(Host host, boolean open) {
    Instant due = dueUnheld(host, open);
    Instant heldUntil = clock.instant().plus(HELD_PAUSE);
    return host.objection != null && due.isBefore(heldUntil) ? heldUntil : due;
  }

  private Instant dueUnheld(Host host, boolean open) {
    Failing failed = failures.of(host.name);
    if (failed != null) {
      return WaitMax.within(failed.next(), clock.instant());
    }
    Held held = certificates.known(host.name);
    if (held == null || open) {
      return clock.instant();
    }
    Instant renewal = RenewalPlan.of(held).at();
    Instant ask =
        held.suggestion()
            .map(said -> WaitMax.within(said.askAgain(), clock.instant()))
            .orElseGet(() -> RenewalAdvice.next(held, clock.instant()));
    return ask.isBefore(renewal) ? ask : renewal;
  }

  private void run() {
    try {
      Instant last = clock.instant();
      while (!closed) {
        Instant now = clock.instant();
        if (now.isBefore(last.minus(CLOCK_STEP_MAX))) {
          LOG.warn("The clock went back from {} to {}: all hosts are planned anew", last, now);
          hosts.values().forEach(this::replan);
        }
        last = now;
        beginWhatIsDue();
        gone.forgetWhatIsOver(clock.instant());
        wake.poll(ROUND.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void beginWhatIsDue() {
    while (orders.tryAcquire()) {
      Optional<Host> next = schedule.takeDue(clock.instant()).map(hosts::get);
      if (next.isEmpty()) {
        orders.release();
        return;
      }
      begin(next.get());
    }
  }

  /** A host that was released and is wanted again waits until its former attempt has ended. */
  private void begin(Host host) {
    if (!attended.add(host.name)) {
      orders.release();
      schedule.put(host.name.value(), clock.instant().plus(ROUND));
      return;
    }
    Thread worker = Thread.ofVirtual().name("acme " + host.name).unstarted(() -> attend(host));
    workers.add(worker);
    worker.start();
  }

  private void wake() {
    boolean _ = wake.offer(true);
  }

  /** Does what a host needs now, and plans what it needs next. */
  private void attend(Host host) {
    Instant next = clock.instant().plus(backOff.after(failures.count(host.name) + 1));
    try {
      attendTo(host);
      next = due(host, false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error(
          "{}: the attempt to get a certificate failed by a bug or a broken store", host.name, e);
      // In memory only, as the store may be what is broken; health shows it all the same.
      isFailing(host, failures.broken(host.name, e, next));
    } finally {
      gone.endIfGone(host.name);
      attended.remove(host.name);
      orders.release();
      workers.remove(Thread.currentThread());
      if (hosts.get(host.name.value()) == host) {
        schedule.put(host.name.value(), next);
      }
      wake();
    }
  }

  /** Nobody asks for that of a host that was released meanwhile. */
  private void isFailing(Host host, Failing now) {
    if (hosts.get(host.name.value()) == host) {
      failures.put(now);
    }
  }

  private void attendTo(Host host) throws InterruptedException {
    Held held = certificates.known(host.name);
    Set<KeyKind> kinds = owed.kinds(host.name, held);
    if (held != null && kinds.isEmpty()) {
      if (failures.of(host.name) != null) {
        failures.forget(host.name);
      }
      advice.ask(held);
    } else if (host.objection == null) {
      issue(host, held, kinds);
    }
  }

  private void issue(Host host, @Nullable Held held, Set<KeyKind> kinds)
      throws InterruptedException {
    Issuance.Wish wish =
        new Issuance.Wish(
            host.name, host.possible, failures.count(host.name), kinds, former(host, held));
    switch (issuance.issue(wish)) {
      case Outcome.Issued issued -> {
        failures.drop(host.name);
        LOG.info("{}: new certificate until {}", host.name, issued.held().notAfter());
      }
      case Outcome.Failed failed when closed ->
          LOG.debug("{}: cut off by the stop: {}", host.name, failed.setbacks());
      case Outcome.Failed failed ->
          isFailing(host, failures.after(host.name, failed, pauseMax(held)));
    }
  }

  private static Duration pauseMax(@Nullable Held held) {
    return held == null ? BackOff.MAX : RenewalPlan.pauseMax(held);
  }

  private Optional<Issuance.Former> former(Host host, @Nullable Held held) {
    HostCertificate certificate = held == null ? null : certificates.peek(host.name.value());
    return held == null || certificate == null
        ? Optional.empty()
        : Optional.of(new Issuance.Former(held.authority(), certificate.chain().getFirst()));
  }

  /** Stops; orders under way go on after the next start. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    rounds.interrupt();
    workers.forEach(Thread::interrupt);
    long end = System.nanoTime() + STOP_MAX.toNanos();
    for (Thread worker : workers) {
      worker.join(Duration.ofNanos(end - System.nanoTime()));
    }
    authorities.forEach(Authority::close);
  }
}
