package io.clickward.onboarding;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickward.onboarding.RefusedException.Kind;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Accounts and the tokens by which they are known. */
public final class Access {
  private static final int TOKENS_PER_ACCOUNT_MAX = 1_000;
  private static final int LABEL_CHARACTERS_MAX = 100;
  private static final Pattern FORM = Pattern.compile("cw_([0-9a-f]{16})_([A-Za-z0-9_-]{43})");
  private static final String NO_HASH = sha256("");

  private final Books books;
  private final String installation;
  private final InstantSource clock;
  private final Names names;

  /**
   * Access to what the books keep.
   *
   * @param installation the account whose admins look after the whole installation
   */
  public Access(Books books, String installation, InstantSource clock, SecureRandom random) {
    this.books = books;
    this.installation = installation;
    this.clock = clock;
    this.names = new Names(random);
  }

  /**
   * A token at the only moment at which its secret is known.
   *
   * @param text what the caller has to send
   */
  public record Issued(Token token, String text) {
    @Override
    public String toString() {
      return "Issued " + token.id();
    }
  }

  /** The first admin token of a new installation; empty when it has an account already. */
  public Optional<Issued> begin() {
    return books.write(
        book -> {
          if (!book.accounts("", 1).isEmpty()) {
            book.add(new Account(installation, now()));
            return Optional.empty();
          }
          book.add(new Account(installation, now()));
          return Optional.of(issue(book, installation, Role.ADMIN, "first", Optional.empty()));
        });
  }

  /** Another admin token for the installation's account, for who has lost theirs. */
  public Issued recover() {
    return books.write(
        book -> {
          book.add(new Account(installation, now()));
          return issue(book, installation, Role.ADMIN, "recovered", Optional.empty());
        });
  }

  /** Whether a text has the form of a token; it need not be one. */
  public static boolean isToken(String text) {
    return FORM.matcher(text).matches();
  }

  /**
   * Who sends this token. An id that does not exist costs the same as a wrong secret, and the two
   * cannot be told apart.
   */
  public Optional<Caller> authenticate(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    Optional<Token> token = books.read(book -> book.token(form.group(1)));
    boolean same = sameHash(form.group(2), token.map(Token::hash).orElse(NO_HASH));
    return token.filter(found -> same && found.isGood(clock.instant())).map(this::caller);
  }

  private Caller caller(Token token) {
    boolean installs = token.role() == Role.ADMIN && token.account().equals(installation);
    return new Caller(token.account(), token.role(), token.id(), installs);
  }

  /**
   * Whether a caller is of the installation's own account, whose are the machine and its numbers.
   */
  public boolean isOwn(Caller caller) {
    return caller.account().equals(installation);
  }

  private static boolean sameHash(String secret, String hash) {
    return MessageDigest.isEqual(sha256(secret).getBytes(US_ASCII), hash.getBytes(US_ASCII));
  }

  /**
   * Makes a token.
   *
   * @param account whose; another than the caller's only for who looks after the installation
   */
  public Issued createToken(
      Caller caller, String account, Role role, String label, Optional<Instant> expiresAt) {
    requireOwn(caller, account);
    requireLabel(label);
    if (expiresAt.isPresent() && !expiresAt.get().isAfter(clock.instant())) {
      throw RefusedException.invalid(
          "expiresAt", "is in the past", "a time to come", "Give a later time, or none.");
    }
    return books.write(
        book -> {
          requireAccount(book, account);
          book.deleteExpiredTokens(account, now());
          if (book.tokens(account).size() >= TOKENS_PER_ACCOUNT_MAX) {
            throw full(account);
          }
          return issue(book, account, role, label, expiresAt);
        });
  }

  private static RefusedException full(String account) {
    return RefusedException.of(
        Kind.CONFLICT,
        "too-many-tokens",
        "account " + account,
        "it has %d tokens".formatted(TOKENS_PER_ACCOUNT_MAX),
        "fewer",
        "Revoke tokens that are no longer used.");
  }

  private Issued issue(
      Book book, String account, Role role, String label, Optional<Instant> expiresAt) {
    String secret = names.secret();
    Token token = new Token(names.id(), account, role, label, sha256(secret), now(), expiresAt);
    book.add(token);
    return new Issued(token, "cw_%s_%s".formatted(token.id(), secret));
  }

  private static void requireLabel(String label) {
    boolean printable = label.codePoints().noneMatch(Character::isISOControl);
    if (label.length() > LABEL_CHARACTERS_MAX || !printable) {
      throw RefusedException.invalid(
          "label",
          "is longer than that or has control characters",
          "at most %d printable characters".formatted(LABEL_CHARACTERS_MAX),
          "Give a shorter one.");
    }
  }

  /** An account's tokens. */
  public List<Token> tokens(Caller caller, String account) {
    requireOwn(caller, account);
    return books.read(
        book -> {
          requireAccount(book, account);
          return book.tokens(account);
        });
  }

  /** Revokes a token at once. */
  public void revokeToken(Caller caller, String account, String id) {
    requireOwn(caller, account);
    if (!books.write(book -> book.deleteToken(account, id))) {
      throw RefusedException.notFound("token " + id, "List the tokens.");
    }
  }

  /** Adds an account; one that is there stays as it is. Says whether it is new. */
  public boolean createAccount(String name) {
    Account account = new Account(Account.name(name), now());
    return books.write(
        book -> {
          boolean fresh = book.account(name).isEmpty();
          book.add(account);
          return fresh;
        });
  }

  /** An account. */
  public Optional<Account> account(String name) {
    return books.read(book -> book.account(name));
  }

  /** All accounts in the order of their names. */
  public List<Account> accounts(String after, int limit) {
    return books.read(book -> book.accounts(after, limit));
  }

  private static void requireOwn(Caller caller, String account) {
    if (!caller.installs() && !caller.account().equals(account)) {
      throw noAccount(account);
    }
  }

  private static void requireAccount(Book book, String account) {
    if (book.account(account).isEmpty()) {
      throw noAccount(account);
    }
  }

  private static RefusedException noAccount(String account) {
    return RefusedException.notFound("account " + account, "Name an account of your own.");
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
