package io.clickward.api;

import io.clickward.domain.Claim;
import io.clickward.domain.Finding;
import io.clickward.domain.NextAction;
import io.clickward.domain.Placement;
import io.clickward.domain.Revocation;
import io.clickward.domain.Transition;
import io.clickward.onboarding.Access;
import io.clickward.onboarding.Account;
import io.clickward.onboarding.CertificateStatus;
import io.clickward.onboarding.Kill;
import io.clickward.onboarding.RecordAnswer;
import io.clickward.onboarding.Report;
import io.clickward.onboarding.Token;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the API answers, as records that become JSON as they stand. Times are ISO 8601 in UTC. */
final class Views {
  private Views() {}

  /** A finding. */
  record FindingView(
      String code,
      String severity,
      String subject,
      String observed,
      String expected,
      String nextStep) {
    static FindingView of(Finding finding) {
      return new FindingView(
          finding.code(),
          word(finding.severity()),
          finding.subject(),
          finding.observed(),
          finding.expected(),
          finding.nextStep());
    }
  }

  /** A domain in a list. */
  record DomainSummary(
      String host, String provider, String edge, String state, String since, boolean https) {
    static DomainSummary of(Claim claim) {
      return new DomainSummary(
          claim.host().value(),
          word(claim.domain().provider()),
          claim.edge().word(),
          claim.state().word(),
          claim.since().toString(),
          claim.state().isHttps());
    }
  }

  /** A page of domains; {@code next} is the {@code after} of the next page. */
  record DomainPage(List<DomainSummary> items, @Nullable String next) {
    static DomainPage of(List<Claim> claims, int limit) {
      List<DomainSummary> items = claims.stream().map(DomainSummary::of).toList();
      return new DomainPage(items, nextPage(items, limit, DomainSummary::host));
    }
  }

  /** A domain with all that is known of it. */
  record DomainView(
      String host,
      String account,
      String provider,
      @Nullable String providerAccount,
      @Nullable String providerRegion,
      @Nullable String providerOrigin,
      @Nullable Boolean providerManaged,
      @Nullable String providerChallenge,
      @Nullable String providerHostToken,
      String edge,
      @Nullable String edgeTarget,
      String state,
      String reached,
      String since,
      String createdAt,
      int generation,
      boolean https,
      boolean declared,
      String nextAction,
      OwnershipView ownership,
      boolean dnsAsked,
      List<RecordView> requirements,
      CertificateView certificate,
      List<FindingView> findings,
      List<TransitionView> history) {
    static DomainView of(Report report) {
      Claim claim = report.claim();
      Map<String, String> given = claim.placement().values();
      return new DomainView(
          claim.host().value(),
          claim.account(),
          word(claim.domain().provider()),
          given.get("providerAccount"),
          given.get("providerRegion"),
          given.get("providerOrigin"),
          given.containsKey("providerManaged") ? true : null,
          given.get("providerChallenge"),
          given.get("providerHostToken"),
          claim.edge().word(),
          given.get(Placement.EDGE_TARGET),
          claim.state().word(),
          claim.state().step().word(),
          claim.since().toString(),
          claim.createdAt().toString(),
          claim.domain().generation(),
          claim.state().isHttps(),
          claim.declared(),
          NextAction.of(claim),
          new OwnershipView("TXT", claim.proofName(), claim.proofText()),
          report.asked(),
          report.records().stream().map(RecordView::of).toList(),
          CertificateView.of(report.certificate()),
          report.findings().stream().map(FindingView::of).toList(),
          report.history().stream().map(TransitionView::of).toList());
    }
  }

  /** The record that proves the ownership. */
  record OwnershipView(String type, String name, String value) {}

  /** A record that a domain needs; {@code verdict} is not-asked, holds, fails or unknown. */
  record RecordView(
      String name,
      String relativeName,
      String zone,
      String type,
      String value,
      long ttlSeconds,
      String why,
      String step,
      String verdict,
      String found,
      List<FindingView> findings) {
    static RecordView of(RecordAnswer answer) {
      return new RecordView(
          answer.line().name(),
          answer.line().relativeName(),
          answer.line().zone(),
          answer.line().type(),
          answer.line().value(),
          answer.line().ttlSeconds(),
          answer.line().why(),
          word(answer.line().step()),
          word(answer.evidence().verdict()),
          answer.found(),
          answer.evidence().findings().stream().map(FindingView::of).toList());
    }
  }

  /** How it stands with the certificate; {@code methods} are those that would work now. */
  record CertificateView(
      String status,
      String source,
      @Nullable String issuer,
      @Nullable String expiresAt,
      @Nullable String rateLimitedUntil,
      MethodsView methods,
      List<FindingView> errors) {
    static CertificateView of(CertificateStatus status) {
      return new CertificateView(
          word(status.evidence().verdict()),
          status.source(),
          status.issuer().orElse(null),
          text(status.notAfter()),
          text(status.rateLimitedUntil()),
          MethodsView.of(status.methods()),
          status.evidence().findings().stream().map(FindingView::of).toList());
    }
  }

  /** One flag for each ACME challenge. */
  record MethodsView(boolean http01, boolean tlsAlpn01, boolean dns01) {
    static MethodsView of(List<String> methods) {
      return new MethodsView(
          methods.contains("http-01"), methods.contains("tls-alpn-01"), methods.contains("dns-01"));
    }
  }

  /** A step in a domain's life. */
  record TransitionView(String at, String from, String to, String cause) {
    static TransitionView of(Transition transition) {
      return new TransitionView(
          transition.at().toString(), transition.from(), transition.to(), transition.cause());
    }
  }

  /** An account. */
  record AccountView(String name, String createdAt) {
    static AccountView of(Account account) {
      return new AccountView(account.name(), account.createdAt().toString());
    }
  }

  /** A page of accounts. */
  record AccountPage(List<AccountView> items, @Nullable String next) {
    static AccountPage of(List<Account> accounts, int limit) {
      List<AccountView> items = accounts.stream().map(AccountView::of).toList();
      return new AccountPage(items, nextPage(items, limit, AccountView::name));
    }
  }

  /** A token without its secret. */
  record TokenView(
      String id,
      String account,
      String role,
      String label,
      String createdAt,
      @Nullable String expiresAt) {
    static TokenView of(Token token) {
      return new TokenView(
          token.id(),
          token.account(),
          token.role().word(),
          token.label(),
          token.createdAt().toString(),
          text(token.expiresAt()));
    }
  }

  /** All tokens of an account. */
  record TokenList(List<TokenView> items) {
    static TokenList of(List<Token> tokens) {
      return new TokenList(tokens.stream().map(TokenView::of).toList());
    }
  }

  /** A new token; its secret is shown this once. */
  record IssuedView(TokenView token, String secret) {
    static IssuedView of(Access.Issued issued) {
      return new IssuedView(TokenView.of(issued.token()), issued.text());
    }

    @Override
    public String toString() {
      return "IssuedView " + token.id();
    }
  }

  /** A link key without its secret. */
  record KeyView(int number, String sealsFrom, boolean seals) {
    static KeyView of(KeyEntry key) {
      return new KeyView(key.number(), key.sealsFrom().toString(), key.seals());
    }
  }

  /** All link keys. */
  record KeyList(List<KeyView> items) {}

  /** Something revoked; {@code kind} says which of the others are there. */
  record RevocationView(
      String id,
      String kind,
      @Nullable String message,
      @Nullable Integer link,
      @Nullable String destination,
      String at,
      String cause) {
    static RevocationView of(Kill kill) {
      String at = kill.at().toString();
      return switch (kill.what()) {
        case Revocation.Message(_, String message) ->
            new RevocationView(kill.id(), "message", message, null, null, at, kill.cause());
        case Revocation.Link(_, String message, int index) ->
            new RevocationView(kill.id(), "link", message, index, null, at, kill.cause());
        case Revocation.Destination(_, var host) ->
            new RevocationView(
                kill.id(), "destination", null, null, host.value(), at, kill.cause());
        case Revocation.DestinationEverywhere(var host) ->
            new RevocationView(
                kill.id(), "destination-everywhere", null, null, host.value(), at, kill.cause());
      };
    }
  }

  /** Everything that an account has revoked. */
  record RevocationList(List<RevocationView> items) {
    static RevocationList of(List<Kill> kills) {
      return new RevocationList(kills.stream().map(RevocationView::of).toList());
    }
  }

  private static <T> @Nullable String nextPage(List<T> items, int limit, Function<T, String> key) {
    return items.size() < limit ? null : key.apply(items.getLast());
  }

  private static @Nullable String text(Optional<Instant> instant) {
    return instant.map(Instant::toString).orElse(null);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
