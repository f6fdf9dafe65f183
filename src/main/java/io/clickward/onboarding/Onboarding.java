package io.clickward.onboarding;

import io.clickward.domain.Claim;
import io.clickward.domain.DomainState;
import io.clickward.domain.DomainState.Degraded;
import io.clickward.domain.DomainState.HttpsOn;
import io.clickward.domain.DomainState.Retired;
import io.clickward.domain.DomainState.Retiring;
import io.clickward.domain.Evidence;
import io.clickward.domain.Facts;
import io.clickward.domain.Finding;
import io.clickward.domain.HostName;
import io.clickward.domain.Provider;
import io.clickward.domain.Step;
import io.clickward.domain.TrackingDomain;
import io.clickward.domain.Transition;
import io.clickward.onboarding.RefusedException.Kind;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An account's domains, from the claim to https and to the end. Each question to the world is asked
 * outside of any transaction; what it means is decided inside of one, on what is there then.
 */
public final class Onboarding {
  /** How long old links go on when nobody says otherwise. */
  public static final Duration RETIRING_DEFAULT = Duration.ofDays(90);

  /** No account's claims grow beyond this. */
  public static final int CLAIMS_PER_ACCOUNT_MAX = 100_000;

  /** No account has more claims at once than this that nobody has proved: each is asked about. */
  public static final int UNPROVED_PER_ACCOUNT_MAX = 10_000;

  private static final int HISTORY_MAX = 50;

  /** What is no longer declared is over at once: nobody is told to take it out of the file. */
  private static final String KEEP_DECLARED =
      "Keep it in clickward.yaml for as long as its links shall work; removing it ends them all at the next start.";

  private static final String SWITCHED_OFF = "https was switched off by its owner";

  private final Books books;
  private final Checks checks;
  private final Runnable changed;
  private final Names names;
  private final Ownership ownership;
  private final Steps steps;
  private final Declarations declarations;

  /**
   * Onboarding on what the books keep.
   *
   * @param changed called after a change to what is served; must not fail
   */
  public Onboarding(
      Books books, Checks checks, Runnable changed, InstantSource clock, SecureRandom random) {
    this.books = books;
    this.checks = checks;
    this.changed = changed;
    this.names = new Names(random);
    this.ownership = new Ownership(checks);
    this.steps = new Steps(clock);
    this.declarations = new Declarations(checks, ownership, names, steps);
  }

  /** A claim and whether it was made by this call. */
  public record Registered(Report report, boolean fresh) {}

  /** Claims a host. Claiming it again changes nothing and shows it as it is. */
  public Registered register(String account, HostName host, Wish wish) {
    Require.supported(host, wish.provider(), wish.placement().edge());
    Require.shortEnough(host);
    boolean fresh =
        books.write(
            book -> {
              Optional<Claim> present = book.claim(account, host);
              if (present.isPresent() && !(present.get().state() instanceof Retired)) {
                return false;
              }
              Require.room(book, account);
              book.save(fresh(account, host, wish));
              return true;
            });
    return new Registered(show(account, host), fresh);
  }

  private Claim fresh(String account, HostName host, Wish wish) {
    TrackingDomain domain =
        new TrackingDomain(
            host,
            account,
            0,
            wish.provider(),
            wish.paths(),
            false,
            wish.clicks(),
            wish.opens(),
            wish.keeps(),
            wish.pixelBytes());
    Instant now = now();
    return new Claim(
        domain, wish.placement(), names.proof(), false, new DomainState.Registered(), now, now);
  }

  /** An account's domains in the order of their hosts, from the first after {@code after}. */
  public List<Claim> list(String account, String after, int limit) {
    return books.read(book -> book.claims(account, after, limit));
  }

  /** A domain as it was when it was last looked at; asks nobody. */
  public Report show(String account, HostName host) {
    return books.read(
        book -> {
          Claim claim = require(book, account, host);
          List<RecordAnswer> lines =
              checks.records().list(claim).stream().map(RecordAnswer::unasked).toList();
          return report(book, claim, lines, known(claim), false);
        });
  }

  private static List<Finding> known(Claim claim) {
    return claim.state() instanceof Degraded degraded ? degraded.findings() : List.of();
  }

  /** The certificate of a host is its owner's to see: whoever only claims it is told of none. */
  private Report report(
      Book book, Claim claim, List<RecordAnswer> lines, List<Finding> findings, boolean asked) {
    List<Transition> history = book.history(claim.account(), claim.host(), HISTORY_MAX);
    CertificateStatus certificate =
        claim.state().isServed()
            ? checks.certificates().of(claim.host())
            : CertificateStatus.none();
    List<Finding> all = Stream.concat(findings.stream(), gaps(claim).stream()).toList();
    return new Report(claim, lines, certificate, all, history, asked);
  }

  /**
   * For a declared domain the probe tells whether readers get here; one that ends needs nothing.
   */
  private List<Finding> gaps(Claim claim) {
    return claim.declared() || isEnding(claim) ? List.of() : checks.records().gaps(claim);
  }

  private static boolean isEnding(Claim claim) {
    return claim.state() instanceof Retired || claim.state() instanceof Retiring;
  }

  private static Claim require(Book book, String account, HostName host) {
    return book.claim(account, host)
        .orElseThrow(
            () ->
                RefusedException.notFound(
                    host.value(), "List the domains of this account, or add this one."));
  }

  /** Where a domain shall be from now on, seen where it is now. */
  public interface Move {
    /** The same claim elsewhere. */
    Claim of(Claim present);
  }

  /** Changes the provider or the edge; what was reached stays until it is looked at again. */
  public Report place(String account, HostName host, Move move) {
    change(
        account,
        host,
        (book, claim) -> {
          Require.notDeclared(claim, "Change it in clickward.yaml.");
          Claim moved = move.of(claim);
          Require.supported(host, moved.domain().provider(), moved.edge());
          Require.linksStay(claim, moved);
          return shown(book, moved);
        });
    return show(account, host);
  }

  /** Looks at everything about a domain now, and takes the steps that it has earned. Harmless. */
  public Report verify(String account, HostName host) {
    Claim claim = books.read(book -> require(book, account, host));
    Optional<Claim> rival = books.read(book -> rival(book, claim));
    Ownership.Seen seen = ownership.look(claim, rival);
    List<RecordAnswer> records = checks.records().check(claim);
    Evidence certificate = checks.certificates().of(host).evidence();
    Evidence edge = seen(claim, records);
    return change(
        account,
        host,
        (book, present) -> {
          Ownership.Settled settled = settle(book, present, seen);
          boolean own = present.state().isServed() || settled.ownership().isGood();
          Evidence seenOf = own ? certificate : Evidence.unknown();
          Facts facts = new Facts(settled.ownership(), seenOf, edge);
          Claim advanced = steps.advance(book, present, settled.claim(), facts);
          Claim after = declarations.earned(book, advanced, edge);
          return new Changed(after, report(book, after, records, findings(facts), true));
        });
  }

  /** The same for a person, who may have mended what a certificate waits for. */
  public Report verifyAnew(String account, HostName host) {
    Claim claim = books.read(book -> require(book, account, host));
    if (claim.state().isServed()) {
      checks.certificates().retry(host);
    }
    return verify(account, host);
  }

  /**
   * Where links are https already, the live probe is repeated; where nothing else tells, it does.
   */
  private Evidence seen(Claim claim, List<RecordAnswer> records) {
    Evidence led = edge(records);
    if (claim.declared()) {
      return declarations.edge(claim, led);
    }
    boolean repeated = claim.state().isHttps() && led.isGood();
    boolean left = answersProbes(claim) && RecordAnswer.leftToProbe(records);
    return repeated || left ? checks.https().probe(claim) : led;
  }

  /** There is a certificate to be shown, and it is not a provider that opens the links. */
  private static boolean answersProbes(Claim claim) {
    return claim.state().step().isAtLeast(Step.CERTIFICATE_READY)
        && claim.domain().provider() == Provider.CLICKWARD;
  }

  private static Optional<Claim> rival(Book book, Claim claim) {
    return book.owner(claim.host())
        .filter(owner -> owner.isRivalOf(claim.account()))
        .flatMap(owner -> book.claim(owner.account(), claim.host()));
  }

  /** A domain that has ended takes nothing from its successor. */
  private Ownership.Settled settle(Book book, Claim claim, Ownership.Seen seen) {
    return isEnding(claim)
        ? new Ownership.Settled(claim, seen.own())
        : ownership.settle(book, claim, seen, now());
  }

  private static Evidence edge(List<RecordAnswer> records) {
    List<Evidence> evidence =
        records.stream()
            .filter(answer -> answer.line().isForTraffic())
            .map(RecordAnswer::evidence)
            .toList();
    List<Finding> findings = evidence.stream().flatMap(e -> e.findings().stream()).toList();
    if (evidence.stream().anyMatch(Evidence::isBad)) {
      return new Evidence(Evidence.Verdict.FAILS, findings);
    }
    boolean good = !evidence.isEmpty() && evidence.stream().allMatch(Evidence::isGood);
    return new Evidence(good ? Evidence.Verdict.HOLDS : Evidence.Verdict.UNKNOWN, findings);
  }

  private static List<Finding> findings(Facts facts) {
    return Stream.of(facts.ownership(), facts.certificate(), facts.edge())
        .flatMap(evidence -> evidence.findings().stream())
        .toList();
  }

  /** Tries the domain from outside in and switches https on when all is well. */
  public Report httpsOn(String account, HostName host) {
    Claim claim = mended(account, host);
    Require.step(claim, Step.EDGE_READY, "https can be switched on when it is edge-ready");
    if (claim.state().isHttps()) {
      return show(account, host);
    }
    if (!claim.domain().https()) {
      Require.notDeclared(claim, "Say https: true in clickward.yaml.");
    }
    Evidence probe = checks.https().probe(claim);
    if (!probe.isGood()) {
      throw RefusedException.of(Kind.CONFLICT, reasons(claim, probe));
    }
    return change(
        account,
        host,
        (book, present) -> {
          Require.step(present, Step.EDGE_READY, "https can be switched on when it is edge-ready");
          Require.well(present);
          return shown(book, steps.move(book, present, new HttpsOn(), Declarations.PROBED));
        });
  }

  /** What was found wrong is looked at again: a probe that passes says nothing of the rest. */
  private Claim mended(String account, HostName host) {
    Claim claim = books.read(book -> require(book, account, host));
    boolean degraded = claim.state() instanceof Degraded && !claim.state().isHttps();
    Claim now = degraded ? verify(account, host).claim() : claim;
    if (degraded) {
      Require.well(now);
    }
    return now;
  }

  private static List<Finding> reasons(Claim claim, Evidence probe) {
    Finding unknown =
        new Finding(
            "probe.could-not-ask",
            Finding.Severity.UNKNOWN,
            claim.host().value(),
            "the live probe came to no result",
            "a probe that passes",
            "Try again in some minutes.");
    return probe.findings().isEmpty() ? List.of(unknown) : probe.findings();
  }

  /** Writes new links with http again. */
  public Report httpsOff(String account, HostName host) {
    return change(
        account,
        host,
        (book, claim) -> {
          Require.notDeclared(claim, "Say https: false in clickward.yaml.");
          return shown(book, steps.httpsOff(book, claim, SWITCHED_OFF));
        });
  }

  private Changed shown(Book book, Claim claim) {
    List<RecordAnswer> none = List.of();
    return new Changed(claim, report(book, claim, none, known(claim), false));
  }

  /** Takes a certificate of the owner's own; only the owner of a host may bring one. */
  public Report upload(String account, HostName host, String chainPem, String keyPem) {
    Claim claim = books.read(book -> require(book, account, host));
    Require.proved(claim, "a certificate is taken when ownership is proved");
    Require.notDeclared(claim, "Name the files in clickward.yaml.");
    Require.servedHere(claim);
    checks.certificates().upload(claim.domain(), chainPem, keyPem);
    return verify(account, host);
  }

  /** Forgets a certificate of the owner's own, and its key; one that a CA issues takes over. */
  public Report removeUpload(String account, HostName host) {
    Claim claim = books.read(book -> require(book, account, host));
    Require.proved(claim, "a domain that is proved");
    checks.certificates().removeUpload(claim.domain());
    return verify(account, host);
  }

  /** Seals nothing new and lets old links go on for a while. */
  public Report retire(String account, HostName host, Optional<Instant> until) {
    Instant end = until.orElseGet(() -> now().plus(RETIRING_DEFAULT));
    Require.toCome(end, now());
    return change(
        account,
        host,
        (book, claim) -> {
          Require.notDeclared(claim, KEEP_DECLARED);
          Require.served(claim);
          return shown(
              book, steps.move(book, claim, new Retiring(end), "it was retired by its owner"));
        });
  }

  /** Forgets a claim that serves nothing. */
  public void delete(String account, HostName host) {
    books.write(
        book -> {
          Claim claim = require(book, account, host);
          Require.notDeclared(claim, KEEP_DECLARED);
          if (claim.state().isServed()) {
            throw RefusedException.of(
                Kind.CONFLICT,
                "still-served",
                host.value(),
                "it is %s, and its links redirect".formatted(claim.state().word()),
                "a claim that serves nothing",
                "Retire it first.");
          }
          book.delete(account, host);
          return claim;
        });
  }

  /** Ends the domains whose time of retiring is over. To be called now and then. */
  public void endRetired() {
    List<Claim> over = books.read(book -> book.retiringUntil(now()));
    for (Claim claim : over) {
      change(
          claim.account(),
          claim.host(),
          (book, present) -> {
            Facts nothing = new Facts(Evidence.unknown(), Evidence.unknown(), Evidence.unknown());
            return shown(book, steps.advance(book, present, present, nothing));
          });
    }
  }

  /**
   * Takes up the domains of the configuration, which the operator's declaration proves. A domain
   * that was declared once and no longer is, is over.
   */
  public void declare(List<Declaration> domains) {
    List<Declaration> all = books.read(book -> declarations.are(book, domains));
    for (Claim former : books.read(Book::declared)) {
      if (!declarations.has(former.host())) {
        change(
            former.account(),
            former.host(),
            (book, claim) -> shown(book, declarations.undeclared(book, claim)));
      }
    }
    books.write(
        book -> {
          all.forEach(domain -> declarations.declare(book, domain));
          book.bump();
          return all;
        });
  }

  /**
   * Whether nothing about a domain is to be seen from outside: it is not looked at by the clock.
   */
  public boolean isAtItsWord(Claim claim) {
    return declarations.isAtItsWord(claim);
  }

  private record Changed(Claim claim, Report report) {}

  private interface Change {
    Changed apply(Book book, Claim present);
  }

  private Report change(String account, HostName host, Change change) {
    List<Boolean> servedOtherwise = new ArrayList<>(1);
    Report report =
        books.write(
            book -> {
              Claim before = require(book, account, host);
              Changed after = change.apply(book, before);
              if (!after.claim().equals(before)) {
                book.save(after.claim());
              }
              if (servesOtherwise(before, after.claim())) {
                book.bump();
                servedOtherwise.add(true);
              }
              return after.report();
            });
    if (!servedOtherwise.isEmpty()) {
      changed.run();
    }
    return report;
  }

  private static boolean servesOtherwise(Claim before, Claim after) {
    return before.state().isServed() != after.state().isServed()
        || before.state().isOwned() != after.state().isOwned()
        || !before.active().equals(after.active());
  }

  private Instant now() {
    return steps.now();
  }
}
