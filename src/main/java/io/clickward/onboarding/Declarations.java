package io.clickward.onboarding;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.clickward.domain.Claim;
import io.clickward.domain.DomainState;
import io.clickward.domain.DomainState.HttpsOn;
import io.clickward.domain.EdgeKind;
import io.clickward.domain.Evidence;
import io.clickward.domain.Facts;
import io.clickward.domain.HostName;
import io.clickward.domain.LinkPaths;
import io.clickward.domain.Placement;
import io.clickward.domain.Step;
import io.clickward.domain.TrackingDomain;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The domains of the configuration. The operator's declaration proves them; https they reach like
 * any other, by a live probe, but for those that are taken at the operator's word.
 */
final class Declarations {
  private static final Logger log = LoggerFactory.getLogger(Declarations.class);

  static final String PROBED = "the live probe has passed";

  private final Checks checks;
  private final Ownership ownership;
  private final Names names;
  private final Steps steps;
  private volatile Map<HostName, Declaration> present = Map.of();

  Declarations(Checks checks, Ownership ownership, Names names, Steps steps) {
    this.checks = checks;
    this.ownership = ownership;
    this.names = names;
    this.steps = steps;
  }

  /**
   * These are all that there are.
   *
   * @return the same as they are served
   */
  List<Declaration> are(Book book, List<Declaration> declarations) {
    List<Declaration> all =
        declarations.stream().map(each -> each.with(served(book, each.domain()))).toList();
    present =
        all.stream().collect(toUnmodifiableMap(each -> each.domain().host(), Function.identity()));
    return all;
  }

  /** One domain's wrong number stops neither its links nor those of all others. */
  private static TrackingDomain served(Book book, TrackingDomain declared) {
    Succession succession = Succession.of(book, declared);
    TrackingDomain served = succession.served();
    if (succession.isRefused()) {
      log.error(
          "{} is declared for account {} with generation {}, and generation {} was that of account {}; expected {} at least. It is served for account {} with generation {}. Correct it in clickward.yaml.",
          declared.host(),
          declared.account(),
          declared.generation(),
          succession.last().map(Owner::generation).orElse(0),
          succession.last().map(Owner::account).orElse(""),
          succession.expected(),
          served.account(),
          served.generation());
    }
    return served;
  }

  boolean has(HostName host) {
    return present.containsKey(host);
  }

  /** What the configuration says of a claim; empty when the claim is another's or was added. */
  private Optional<Declaration> of(Claim claim) {
    return claim.declared()
        ? Optional.ofNullable(present.get(claim.host()))
            .filter(each -> each.domain().account().equals(claim.account()))
        : Optional.empty();
  }

  /** Whether the operator's word stands for what could be seen from outside. */
  boolean isAtItsWord(Claim claim) {
    return of(claim).filter(Declaration::atItsWord).isPresent();
  }

  /**
   * Takes up a domain as declared. The state that it has reached stays, and so does https: also
   * where it was on before anybody probed.
   */
  void declare(Book book, Declaration declaration) {
    TrackingDomain domain = declaration.domain();
    book.add(new Account(domain.account(), steps.now()));
    Optional<Claim> former = book.claim(domain.account(), domain.host());
    former.filter(each -> each.state().isServed()).ifPresent(each -> warn(each, domain));
    book.owner(domain.host())
        .filter(owner -> owner.isRivalOf(domain.account()))
        .ifPresent(owner -> warn(owner, domain));
    Claim claim = claim(domain, former);
    Ownership.Seen seen =
        new Ownership.Seen(Evidence.holds(), Optional.empty(), Evidence.unknown());
    Ownership.Settled settled = ownership.settle(book, claim, seen, steps.now());
    Evidence certificate = checks.certificates().of(domain.host()).evidence();
    Facts facts = new Facts(settled.ownership(), certificate, Evidence.unknown());
    Claim after = https(book, steps.advance(book, claim, settled.claim(), facts), declaration);
    if (!Optional.of(after).equals(former)) {
      book.save(after);
    }
  }

  /** Mails that were sent cannot be changed: whoever edits what their links need is told. */
  private static void warn(Claim former, TrackingDomain next) {
    HostName host = next.host();
    int generation = former.domain().generation();
    if (generation != next.generation()) {
      log.warn(
          "{} had generation {} and has {}: links that were sent until now open no more, and no lower number will be taken again",
          host,
          generation,
          next.generation());
    }
    LinkPaths paths = former.domain().paths();
    warn(host, "clickPath", paths.click(), next.paths().click());
    warn(host, "openPath", paths.open(), next.paths().open());
  }

  private static void warn(HostName host, String key, String former, String next) {
    if (!former.equals(next)) {
      log.warn(
          "{} had {} {} and has {}: links that were sent with the old one open no more. If they shall, put it back in clickward.yaml and start again.",
          host,
          key,
          former,
          next);
    }
  }

  private static void warn(Owner former, TrackingDomain next) {
    log.warn(
        "{} was served for account {} and is declared for {}: links that were sent until now open no more",
        next.host(),
        former.account(),
        next.account());
  }

  private Claim https(Book book, Claim claim, Declaration declaration) {
    if (!declaration.domain().https()) {
      return steps.httpsOff(book, claim, "the configuration says https: false");
    }
    return declaration.atItsWord() && !claim.state().isHttps()
        ? steps.move(book, claim, new HttpsOn(), "the configuration says https: true")
        : claim;
  }

  /** Switches https on for a domain that is declared so, now that its probe has passed. */
  Claim earned(Book book, Claim claim, Evidence probe) {
    boolean wanted = of(claim).filter(each -> each.domain().https()).isPresent();
    boolean ready = claim.state() instanceof DomainState.EdgeReady && probe.isGood();
    return wanted && ready ? steps.move(book, claim, new HttpsOn(), PROBED) : claim;
  }

  /**
   * What is to be believed of a declared domain's edge: the probe tells, whatever records lead
   * there. Before there is a certificate, only what DNS says is known.
   */
  Evidence edge(Claim claim, Evidence led) {
    if (isAtItsWord(claim)) {
      return Evidence.holds();
    }
    return claim.state().step().isAtLeast(Step.CERTIFICATE_READY)
            || checks.certificates().of(claim.host()).evidence().isGood()
        ? checks.https().probe(claim)
        : led;
  }

  private Claim claim(TrackingDomain domain, Optional<Claim> former) {
    Optional<Claim> alive = former.filter(claim -> claim.state().isOwned());
    Instant now = steps.now();
    return new Claim(
        domain,
        former
            .filter(claim -> claim.domain().provider() == domain.provider())
            .map(Claim::placement)
            .orElse(Placement.at(EdgeKind.CLICKWARD)),
        former.map(Claim::proof).orElseGet(names::proof),
        true,
        alive.map(Claim::state).orElse(new DomainState.Registered()),
        alive.map(Claim::since).orElse(now),
        former.map(Claim::createdAt).orElse(now));
  }

  /** A domain that is no longer declared is over. */
  Claim undeclared(Book book, Claim claim) {
    if (claim.state().isServed()) {
      log.warn(
          "{} is no longer in clickward.yaml: links that were sent open no more. If they shall, put it back and start again.",
          claim.host());
    }
    Claim plain =
        new Claim(
            claim.domain(),
            claim.placement(),
            claim.proof(),
            false,
            claim.state(),
            claim.since(),
            claim.createdAt());
    return steps.move(
        book, plain, new DomainState.Retired(), "the configuration no longer declares it");
  }
}
