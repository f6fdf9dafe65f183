package io.clickward.onboarding;

import io.clickward.domain.Claim;
import io.clickward.domain.HostName;
import io.clickward.domain.Provider;
import io.clickward.domain.Revocation;
import io.clickward.domain.TrackingDomain;
import io.clickward.domain.Transition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What onboarding keeps, as one transaction sees it. Every look-up of a claim names its account.
 */
public interface Book {
  /** An account's claim to a host. */
  Optional<Claim> claim(String account, HostName host);

  /** An account's claims in the order of their hosts, from the first after {@code after}. */
  List<Claim> claims(String account, String after, int limit);

  /** How many claims an account has. */
  long countClaims(String account);

  /** How many claims of an account nobody has proved. */
  long countUnproved(String account);

  /** How many claims of all accounts are in each state, by how it is written. */
  Map<String, Long> countByState();

  /** Adds a claim, or replaces it. */
  void save(Claim claim);

  /** Forgets a claim and its history. */
  void delete(String account, HostName host);

  /** Adds to a claim's history. */
  void record(Claim claim, Transition transition);

  /** A claim's last transitions, the newest first. */
  List<Transition> history(String account, HostName host, int limit);

  /**
   * What is served of all accounts' domains, in any order, one at a time: there may be very many.
   * What many have in common is in memory once.
   *
   * @return whether these are all: what cannot be read is left out, and may be served all the same
   */
  boolean eachServed(Consumer<TrackingDomain> each);

  /** The claims to a host that are served: one, or none. */
  List<Claim> served(HostName host);

  /** The hosts of all accounts and a provider that new links may be sealed for, in any order. */
  List<HostName> linkHosts(Provider provider);

  /**
   * Claims of all accounts that serve and are well, in the order of their hosts and accounts: the
   * next ones after a claim.
   */
  List<Claim> well(Optional<Claim> after, int limit);

  /** Claims of all accounts, served or not, that have changed since the version was this one. */
  List<Claim> changedSince(long version);

  /**
   * From when on a claim has to be in its state to be among those that are {@link #pending}.
   *
   * @param onItsWay of those that are on their way
   * @param inTrouble of those that are degraded
   */
  record From(Instant onItsWay, Instant inTrouble) {
    /** However long they have been there. */
    public static final From EVER = new From(Instant.EPOCH, Instant.EPOCH);
  }

  /**
   * Claims of all accounts that are on their way or in trouble, in the order of their hosts and
   * accounts: the next ones after a claim.
   */
  List<Claim> pending(From from, Optional<Claim> after, int limit);

  /** Claims of all accounts that are retiring and whose time is over. */
  List<Claim> retiringUntil(Instant end);

  /** Claims of all accounts that the configuration declared. */
  List<Claim> declared();

  /** Who owns a host, or did. */
  Optional<Owner> owner(HostName host);

  /** Says who owns a host. */
  void save(Owner owner);

  /** An account. */
  Optional<Account> account(String name);

  /** All accounts in the order of their names, from the first after {@code after}. */
  List<Account> accounts(String after, int limit);

  /** Adds an account; one that is there stays as it is. */
  void add(Account account);

  /** A token. */
  Optional<Token> token(String id);

  /** An account's tokens, the oldest first. */
  List<Token> tokens(String account);

  /** Adds a token. */
  void add(Token token);

  /** Forgets an account's tokens that are good no longer. */
  void deleteExpiredTokens(String account, Instant now);

  /** Forgets a token; says whether there was one. */
  boolean deleteToken(String account, String id);

  /** Everything that is revoked, of every account. */
  List<Revocation> revocations();

  /** What an account has revoked, in the order in which it did. */
  List<Kill> kills(String account);

  /** Revokes something. */
  void add(Kill kill);

  /** Takes a revocation back; says whether there was one. */
  boolean deleteKill(String account, String id);

  /** Counts the changes to what is served and revoked. */
  long version();

  /** Says that what is served or revoked has changed. */
  void bump();
}
