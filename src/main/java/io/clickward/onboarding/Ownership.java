package io.clickward.onboarding;

import io.clickward.domain.Claim;
import io.clickward.domain.DomainState;
import io.clickward.domain.Evidence;
import io.clickward.domain.Finding;
import io.clickward.domain.Finding.Severity;
import io.clickward.domain.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides which account a host belongs to. The first to prove it gets it. Another account that
 * proves it later gets it only when the owner's record is gone, and stays gone for the grace
 * period; then the host has a new generation, and the former owner's links do not open any more.
 */
final class Ownership {
  /** How long the owner of a host has to put a lost record back. */
  static final Duration TRANSFER_GRACE = Duration.ofDays(7);

  private final Checks checks;

  Ownership(Checks checks) {
    this.checks = checks;
  }

  /**
   * What DNS says; nothing is decided yet. The rival's record is asked for only when it matters.
   */
  record Seen(Evidence own, Optional<Claim> rival, Evidence rivals) {}

  /** Asks DNS for the account's record and, where somebody else owns the host, for theirs. */
  Seen look(Claim claim, Optional<Claim> rival) {
    Evidence own = claim.declared() ? Evidence.holds() : check(claim);
    boolean matters = own.isGood() && rival.isPresent();
    Evidence rivals = matters ? rivalRecord(rival.get()) : Evidence.unknown();
    return new Seen(own, rival, rivals);
  }

  private Evidence rivalRecord(Claim rival) {
    return rival.declared() ? Evidence.holds() : check(rival);
  }

  private Evidence check(Claim claim) {
    return checks.ownership().check(claim.host(), claim.proofName(), claim.proofText());
  }

  /**
   * Takes the host for the account if it may have it.
   *
   * @return the claim with its generation and what is to be believed of its ownership
   */
  Settled settle(Book book, Claim claim, Seen seen, Instant now) {
    if (!seen.own().isGood()) {
      return new Settled(claim, seen.own());
    }
    Optional<Owner> owner = book.owner(claim.host());
    if (owner.isEmpty()) {
      return taken(book, claim, 1);
    }
    if (owner.get().isRivalOf(claim.account())) {
      return contested(book, claim, owner.get(), seen, now);
    }
    boolean same = owner.get().account().equals(claim.account());
    return taken(book, claim, owner.get().generation() + (same ? 0 : 1));
  }

  /** A claim as it stands when its ownership has been settled. */
  record Settled(Claim claim, Evidence ownership) {}

  /** The generation that the operator declares stands; the highest there was is remembered. */
  private static Settled taken(Book book, Claim claim, int generation) {
    int next = claim.declared() ? claim.domain().generation() : generation;
    int highest = Math.max(next, book.owner(claim.host()).map(Owner::generation).orElse(next));
    save(book, new Owner(claim.host(), claim.account(), highest, true, Optional.empty()));
    return new Settled(claim.with(claim.domain().withGeneration(next)), Evidence.holds());
  }

  /** Each look comes here, and most find what is there already. */
  private static void save(Book book, Owner owner) {
    if (!book.owner(owner.host()).equals(Optional.of(owner))) {
      book.save(owner);
    }
  }

  private static Settled contested(Book book, Claim claim, Owner owner, Seen seen, Instant now) {
    if (claim.declared()) {
      end(book, owner, now, "the operator's configuration declares the host for another account");
      return taken(book, claim, claim.domain().generation());
    }
    boolean asked = seen.rival().map(Claim::account).equals(Optional.of(owner.account()));
    return switch (asked ? seen.rivals().verdict() : Evidence.Verdict.UNKNOWN) {
      case HOLDS -> inUse(book, claim, owner);
      case UNKNOWN -> new Settled(claim, Evidence.unknown(notKnown(claim)));
      case FAILS -> challenged(book, claim, owner, now);
    };
  }

  private static Settled inUse(Book book, Claim claim, Owner owner) {
    save(book, owner.challengedBy(Optional.empty()));
    return new Settled(claim, Evidence.unknown(inUse(claim)));
  }

  private static Settled challenged(Book book, Claim claim, Owner owner, Instant now) {
    Owner.Challenge challenge =
        owner
            .challenge()
            .filter(old -> stands(book, old, claim, now))
            .orElse(new Owner.Challenge(claim.account(), now));
    Instant end = challenge.since().plus(TRANSFER_GRACE);
    if (challenge.account().equals(claim.account()) && !end.isAfter(now)) {
      end(book, owner, now, "another account has proved the host, and the grace period is over");
      return taken(book, claim, owner.generation() + 1);
    }
    save(book, owner.challengedBy(Optional.of(challenge)));
    return new Settled(claim, Evidence.unknown(inGrace(claim, end)));
  }

  /**
   * A challenge that nobody renewed does not keep others out for ever, and one of an account that
   * has given the host up not at all.
   */
  private static boolean stands(Book book, Owner.Challenge old, Claim claim, Instant now) {
    return old.account().equals(claim.account())
        || (old.since().plus(TRANSFER_GRACE.multipliedBy(2)).isAfter(now)
            && book.claim(old.account(), claim.host())
                .filter(rival -> !(rival.state() instanceof DomainState.Retired))
                .isPresent());
  }

  private static void end(Book book, Owner owner, Instant now, String cause) {
    Claim former = book.claim(owner.account(), owner.host()).orElse(null);
    if (former != null) {
      DomainState next = new DomainState.Retired();
      book.record(former, new Transition(now, former.state().word(), next.word(), cause));
      book.save(former.in(next, now));
    }
  }

  private static Finding inUse(Claim claim) {
    return finding(
        claim,
        "ownership.in-use",
        "the host is served for another account, whose ownership record is still there",
        "no ownership record but yours",
        "Remove the other text from %s, then verify again.".formatted(claim.proofName()));
  }

  private static Finding inGrace(Claim claim, Instant end) {
    return finding(
        claim,
        "ownership.grace-period",
        "your record was seen; the host was served for another account, which has until %s to put its record back"
            .formatted(end),
        "no ownership record but yours until then",
        "Leave your record where it is, and verify again after %s.".formatted(end));
  }

  private static Finding notKnown(Claim claim) {
    return finding(
        claim,
        "ownership.could-not-ask",
        "the host is served for another account, and whether its record is still there could not be asked",
        "an answer from DNS",
        "Verify again in some minutes.");
  }

  private static Finding finding(
      Claim claim, String code, String observed, String expected, String nextStep) {
    return new Finding(code, Severity.BLOCKS, claim.host().value(), observed, expected, nextStep);
  }
}
