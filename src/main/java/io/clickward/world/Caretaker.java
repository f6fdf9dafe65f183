package io.clickward.world;

import static java.util.stream.Collectors.groupingBy;

import io.clickward.dns.RecheckSchedule;
import io.clickward.dns.RecheckSchedule.Next;
import io.clickward.domain.Claim;
import io.clickward.domain.DomainState;
import io.clickward.domain.HostName;
import io.clickward.domain.Step;
import io.clickward.onboarding.Book;
import io.clickward.onboarding.Books;
import io.clickward.onboarding.Onboarding;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the domains that were added, by the clock: often at one that is on its way, now and then
 * at one that serves. Those that the configuration declares with a certificate that no stranger
 * trusts are the operator's to look at.
 */
public final class Caretaker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Caretaker.class);
  private static final int LOOKS_AT_ONCE_MAX = 32;

  /**
   * A look may take as long as slow name servers do; no account gets more of the room than this.
   */
  private static final int LOOKS_PER_ACCOUNT_MAX = 16;

  private static final int PAGE_CLAIMS = 1000;

  /** What was looked at later than this after a round's begin was so by a clock that was ahead. */
  private static final Duration ROUND_MAX = Duration.ofMinutes(30);

  /** Serving domains are looked at hourly, and not all at once after a start. */
  private static final int SPREAD_SECONDS = 3600;

  private final Books books;
  private final Onboarding onboarding;
  private final CaCertificates certificates;
  private final InstantSource clock;

  /** Or when the clock was set right after a start at which it was ahead. */
  private volatile Instant started;

  private final Round pending = new Round();
  private final Round serving = new Round();

  /** Whether the domains on their way were all seen since the start. */
  private boolean seenAll;

  /** What was looked at, of the domains that are there, and who is next. */
  private record Round(Map<Key, Look> looks, Turns turns) {
    Round() {
      this(new ConcurrentHashMap<>(), new Turns(LOOKS_AT_ONCE_MAX, LOOKS_PER_ACCOUNT_MAX));
    }
  }

  private record Key(String account, HostName host) {
    static Key of(Claim claim) {
      return new Key(claim.account(), claim.host());
    }
  }

  /** How often a domain was looked at, when last, and in which state it was. */
  private record Look(int checks, Instant last, String state) {}

  /** Looks at nothing yet. */
  public Caretaker(
      Books books, Onboarding onboarding, CaCertificates certificates, InstantSource clock) {
    this.books = books;
    this.onboarding = onboarding;
    this.certificates = certificates;
    this.clock = clock;
    this.started = clock.instant();
  }

  /** One round over the domains that are on their way or in trouble. */
  public void lookAtPending() {
    Book.From from = from();
    Visit visit = new Visit(pending);
    visit.see((book, after) -> book.pending(from, after, PAGE_CLAIMS));
    visit.end();
    seenAll = true;
  }

  /** The first round sees each once; then nothing is read of those that the clock has given up. */
  private Book.From from() {
    Instant now = clock.instant();
    return seenAll
        ? new Book.From(RecheckSchedule.pendingFrom(now), RecheckSchedule.lostFrom(now))
        : Book.From.EVER;
  }

  /** One round over those that serve and are well. */
  public void lookAtServing() {
    Visit visit = new Visit(serving);
    visit.see((book, after) -> book.well(after, PAGE_CLAIMS));
    visit.end();
  }

  /** Some claims of an order: the next ones after one, none at the end. */
  private interface Page {
    List<Claim> of(Book book, Optional<Claim> after);
  }

  /** Nothing of it is to be seen from outside, and no CA gives it a certificate. */
  private boolean isLeftAlone(Claim claim) {
    return onboarding.isAtItsWord(claim) && !certificates.caresFor(claim.host());
  }

  /** One round as it goes on: of its domains, which may be very many, it keeps the names. */
  private final class Visit {
    private final Round round;
    private final Instant now = clock.instant();
    private final Set<Key> due = new LinkedHashSet<>();

    /** Those of the domains looked at before that are still there. */
    private final Set<Key> there = new HashSet<>();

    Visit(Round round) {
      this.round = round;
    }

    /** A page at a time: there may be very many. */
    void see(Page page) {
      Optional<Claim> last = Optional.empty();
      do {
        Optional<Claim> after = last;
        List<Claim> claims = books.read(book -> page.of(book, after));
        claims.stream().filter(claim -> !isLeftAlone(claim)).forEach(this::see);
        last = claims.isEmpty() ? Optional.empty() : Optional.of(claims.getLast());
      } while (last.isPresent());
    }

    private void see(Claim claim) {
      Key key = Key.of(claim);
      Look before = round.looks.get(key);
      if (isDue(claim, before, now)) {
        due.add(key);
      } else if (before != null && isGivenUp(claim, before)) {
        certificates.leave(claim.host());
      }
      if (before != null) {
        there.add(key);
      }
    }

    /** Has what is due looked at in turn, and forgets what is gone. */
    void end() {
      round.looks.keySet().removeIf(key -> !there.contains(key) && !due.contains(key));
      due.stream()
          .collect(groupingBy(Key::account))
          .forEach((account, keys) -> round.turns.begin(account, keys, key -> look(key, round)));
    }
  }

  /** A turn may come long after the round saw the domain. */
  private void look(Key key, Round round) {
    try {
      books
          .read(book -> book.claim(key.account, key.host))
          .ifPresent(claim -> look(key, claim, round));
    } catch (RuntimeException e) {
      log.warn("{} could not be looked at: {}", key.host, e.toString());
    }
  }

  private void look(Key key, Claim claim, Round round) {
    round.looks.compute(key, (_, before) -> next(before, claim, clock.instant()));
    if (claim.state().isServed()) {
      certificates.provide(claim.host());
    }
    onboarding.verify(claim.account(), claim.host());
  }

  /** Counting starts over in each state. */
  private static Look next(@Nullable Look before, Claim claim, Instant now) {
    String state = claim.state().word();
    return before == null || !before.state.equals(state)
        ? new Look(1, now, state)
        : new Look(before.checks + 1, now, state);
  }

  private boolean isDue(Claim claim, @Nullable Look look, Instant now) {
    if (now.isBefore(started)) {
      started = now;
    }
    if (look == null) {
      return !claim.state().step().isAtLeast(Step.EDGE_READY)
          || certificates.lacks(claim.host())
          || !started
              .plusSeconds(Math.floorMod(claim.host().hashCode(), SPREAD_SECONDS))
              .isAfter(now);
    }
    boolean aheadThen = look.last.isAfter(now.plus(ROUND_MAX));
    if (aheadThen || !look.state.equals(claim.state().word())) {
      return true;
    }
    return switch (schedule(claim, look)) {
      case Next.At(Instant time) -> !time.isAfter(now);
      case Next.Stopped _ -> false;
    };
  }

  /** Of an owner's claim only: others may have made one for the same host. */
  private static boolean isGivenUp(Claim claim, Look look) {
    return claim.state().isOwned() && schedule(claim, look) instanceof Next.Stopped;
  }

  private static Next schedule(Claim claim, Look look) {
    return switch (claim.state()) {
      case DomainState.Registered _,
          DomainState.OwnershipProven _,
          DomainState.CertificateReady _ ->
          RecheckSchedule.pending(claim.since(), look.checks, look.last);
      case DomainState.Degraded _ -> RecheckSchedule.lost(claim.since(), look.last);
      case DomainState.EdgeReady _, DomainState.HttpsOn _, DomainState.Retiring _ ->
          RecheckSchedule.serving(look.last);
      case DomainState.Retired _ -> new Next.Stopped("it is over");
    };
  }

  @Override
  public void close() {
    pending.turns.close();
    serving.turns.close();
  }
}
