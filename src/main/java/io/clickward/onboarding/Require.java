package io.clickward.onboarding;

import io.clickward.domain.Claim;
import io.clickward.domain.DomainState;
import io.clickward.domain.EdgeKind;
import io.clickward.domain.HostName;
import io.clickward.domain.NextAction;
import io.clickward.domain.Pairing;
import io.clickward.domain.Provider;
import io.clickward.domain.Step;
import io.clickward.onboarding.RefusedException.Kind;
import java.time.Instant;

/**
 * What has to hold of a claim before its owner's wish is carried out. Each refuses with what was
 * found, what was expected and what to do next.
 */
final class Require {
  private static final int HOST_CHARACTERS_MAX =
      HostName.CHARACTERS_MAX - "_acme-challenge.".length();

  static void supported(HostName host, Provider provider, EdgeKind edge) {
    if (Pairing.of(provider, edge) instanceof Pairing.Refused(String reason)) {
      throw RefusedException.of(
          Kind.INVALID,
          "pair-not-supported",
          host.value(),
          reason,
          "a provider and an edge that go together",
          "Choose another edge.");
    }
  }

  static void room(Book book, String account) {
    if (book.countClaims(account) >= Onboarding.CLAIMS_PER_ACCOUNT_MAX) {
      throw full(
          account,
          "it has %d domains".formatted(Onboarding.CLAIMS_PER_ACCOUNT_MAX),
          "Delete claims that were never proved, and retired domains.");
    }
    if (book.countUnproved(account) >= Onboarding.UNPROVED_PER_ACCOUNT_MAX) {
      throw full(
          account,
          "it has %d domains that nobody has proved".formatted(Onboarding.UNPROVED_PER_ACCOUNT_MAX),
          "Prove them, or delete those that will not be proved.");
    }
  }

  private static RefusedException full(String account, String observed, String nextStep) {
    return RefusedException.of(
        Kind.CONFLICT, "too-many-domains", "account " + account, observed, "fewer", nextStep);
  }

  /** Links that were sent are opened by whoever made them: here, or at the provider. */
  static void linksStay(Claim claim, Claim moved) {
    Provider now = claim.domain().provider();
    Provider next = moved.domain().provider();
    boolean ours = now == Provider.CLICKWARD || next == Provider.CLICKWARD;
    if (claim.state().isServed() && ours && now != next) {
      throw RefusedException.of(
          Kind.CONFLICT,
          "still-served",
          claim.host().value(),
          "it is %s, and nobody else answers the links that were sent"
              .formatted(claim.state().word()),
          "the provider that made its links",
          claim.state() instanceof DomainState.Retiring
              ? "When its old links have ended, add it again with the other provider."
              : "Retire it first; when its old links have ended, add it again with the other provider.");
    }
  }

  static void step(Claim claim, Step step, String expected) {
    if (!claim.state().step().isAtLeast(step)) {
      throw tooEarly(claim, expected);
    }
  }

  /** Links that were sent need a certificate until their end: also while the domain is retiring. */
  static void proved(Claim claim, String expected) {
    if (!claim.state().isServed()) {
      throw tooEarly(claim, expected);
    }
  }

  /** Nobody switches on what is known to be wrong. */
  static void well(Claim claim) {
    if (claim.state() instanceof DomainState.Degraded degraded) {
      throw RefusedException.of(Kind.CONFLICT, degraded.findings());
    }
  }

  /** A certificate is shown for links that this server answers. */
  static void servedHere(Claim claim) {
    if (claim.domain().provider() != Provider.CLICKWARD) {
      throw RefusedException.of(
          Kind.CONFLICT,
          "not-served-here",
          claim.host().value(),
          "its links are another provider's, and this version forwards none",
          "a domain with the provider clickward",
          "Keep the certificate where the host leads now.");
    }
  }

  /** The names of its records are longer than the host. */
  static void shortEnough(HostName host) {
    if (host.value().length() > HOST_CHARACTERS_MAX) {
      throw RefusedException.of(
          Kind.INVALID,
          "invalid",
          host.value(),
          "it has %d characters".formatted(host.value().length()),
          "%d at most, as records like _acme-challenge are made below it"
              .formatted(HOST_CHARACTERS_MAX),
          "Choose a shorter host.");
    }
  }

  private static RefusedException tooEarly(Claim claim, String expected) {
    return RefusedException.of(
        Kind.CONFLICT,
        "too-early",
        claim.host().value(),
        "it is " + claim.state().word(),
        expected,
        NextAction.of(claim));
  }

  /** A wrong year or zone in it would stop every link that was sent, at once. */
  static void toCome(Instant end, Instant now) {
    if (!end.isAfter(now)) {
      throw RefusedException.invalid(
          "until",
          "is in the past, and all links of the domain would stop at once",
          "a time to come",
          "Give a later time, a minute from now if they are to stop, or none for %d days."
              .formatted(Onboarding.RETIRING_DEFAULT.toDays()));
    }
  }

  static void served(Claim claim) {
    if (!claim.state().isServed()) {
      throw RefusedException.of(
          Kind.CONFLICT,
          "not-served",
          claim.host().value(),
          "it is " + claim.state().word(),
          "a domain that is served",
          "Delete the claim instead.");
    }
  }

  static void notDeclared(Claim claim, String nextStep) {
    if (claim.declared()) {
      throw RefusedException.of(
          Kind.CONFLICT,
          "declared",
          claim.host().value(),
          "the operator's configuration declares it",
          "a domain that was added here",
          nextStep);
    }
  }

  private Require() {}
}
