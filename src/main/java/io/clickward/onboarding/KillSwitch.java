package io.clickward.onboarding;

import io.clickward.domain.Revocation;
import io.clickward.onboarding.RefusedException.Kind;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Stops links that must not lead anywhere any more. */
public final class KillSwitch {
  private static final int KILLS_PER_ACCOUNT_MAX = 10_000;

  private final Books books;
  private final Runnable changed;
  private final InstantSource clock;
  private final Names names;

  /**
   * A kill switch on what the books keep.
   *
   * @param changed called after each change; must not fail
   */
  public KillSwitch(Books books, Runnable changed, InstantSource clock, SecureRandom random) {
    this.books = books;
    this.changed = changed;
    this.clock = clock;
    this.names = new Names(random);
  }

  /** Revokes something at once; doing it again changes nothing. */
  public Kill revoke(String account, Revocation what, String cause) {
    Kill kill =
        books.write(
            book -> {
              List<Kill> kills = book.kills(account);
              Optional<Kill> same = kills.stream().filter(k -> k.what().equals(what)).findFirst();
              return same.orElseGet(() -> add(book, kills, account, what, cause));
            });
    changed.run();
    return kill;
  }

  private Kill add(Book book, List<Kill> kills, String account, Revocation what, String cause) {
    requireDomains(book, account, what);
    if (kills.size() >= KILLS_PER_ACCOUNT_MAX) {
      throw RefusedException.of(
          Kind.CONFLICT,
          "too-many-revocations",
          "account " + account,
          "it has %d revocations".formatted(KILLS_PER_ACCOUNT_MAX),
          "fewer",
          "Retire the domain or the key instead, or take old revocations back.");
    }
    Kill kill =
        new Kill(names.id(), account, what, clock.instant().truncatedTo(ChronoUnit.SECONDS), cause);
    book.add(kill);
    book.bump();
    return kill;
  }

  /**
   * Without domains there are no links that it could stop: whoever asks means another account's.
   */
  private static void requireDomains(Book book, String account, Revocation what) {
    boolean everywhere = what instanceof Revocation.DestinationEverywhere;
    if (!everywhere && book.countClaims(account) == 0) {
      throw RefusedException.of(
          Kind.CONFLICT,
          "no-domains",
          "account " + account,
          "it has no domain, and a revocation holds for the links of its own account's domains only",
          "a token of the account that the links' domain belongs to",
          "Make one with clickward token create --role operator --account NAME, and use it.");
    }
  }

  /** What an account has revoked. */
  public List<Kill> list(String account) {
    return books.read(book -> book.kills(account));
  }

  /** Takes a revocation back: its links lead on again. */
  public void restore(Caller caller, String id) {
    books.write(
        book -> {
          Kill kill = require(book, caller.account(), id);
          requireRight(caller, kill);
          book.bump();
          return book.deleteKill(caller.account(), kill.id());
        });
    changed.run();
  }

  private static Kill require(Book book, String account, String id) {
    return book.kills(account).stream()
        .filter(kill -> kill.id().equals(id))
        .findFirst()
        .orElseThrow(() -> RefusedException.notFound("revocation " + id, "List the revocations."));
  }

  /** What stops the links of all accounts is taken back by whoever may stop them. */
  private static void requireRight(Caller caller, Kill kill) {
    if (kill.what() instanceof Revocation.DestinationEverywhere && !caller.installs()) {
      throw RefusedException.of(
          Kind.FORBIDDEN,
          "forbidden",
          "revocation " + kill.id(),
          "it stops links of all accounts, and this token may not take that back",
          "an admin token of the installation's own account",
          "Use such a token.");
    }
  }
}
