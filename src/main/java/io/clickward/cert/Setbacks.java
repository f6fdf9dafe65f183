package io.clickward.cert;

import io.clickward.cert.RateLimit.Scope;
import io.clickward.domain.HostName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.exception.AcmeUnauthorizedException;

/** Reads what CAs say when they say no (RFC 8555 section 6.7), for one host. */
record Setbacks(String authority, HostName host, Instant now) {
  private static final String TYPE = "urn:ietf:params:acme:error:";

  /** When a CA names no time. */
  private static final Duration LIMITED = Duration.ofHours(1);

  private static final int DETAIL_CHARACTERS_MAX = 500;

  /** What an exchange with the CA ended in. */
  Setback of(AcmeException failure) {
    return switch (failure) {
      case AcmeRateLimitedException limited -> limited(limited);
      case BusyException busy ->
          new Setback.Unavailable(
              sentence("is busy", String.valueOf(busy.getMessage())),
              Optional.of(inReason(busy.until())));
      case AcmeUnauthorizedException refused -> accountRefused(refused.getProblem());
      case AcmeServerException server -> of(server.getProblem());
      default ->
          new Setback.Unavailable(
              sentence("gives no usable answer", String.valueOf(failure.getMessage())),
              Optional.empty());
    };
  }

  /**
   * An answer or a wish that does not fit the protocol, such as a profile that it does not know.
   */
  Setback of(AcmeProtocolException failure) {
    return new Setback.OwnFault(
        sentence("cannot do what is asked", failure.getMessage() + ".")
            + " Compare acme.authorities with what the CA's directory offers.");
  }

  /** To a request, "unauthorized" is said of the account; of a challenge only where that failed. */
  private Setback accountRefused(Problem problem) {
    return new Setback.AccountRefused(
        sentence("takes no requests of our account", detail(problem))
            + " See at the CA whether the account has ended, and compare keyId and hmacKey in acme.authorities.");
  }

  private Setback limited(AcmeRateLimitedException limited) {
    String detail = detail(limited.getProblem());
    // Let's Encrypt pauses by this type too, and names its page for ending the pause.
    if (detail.contains("/unpause") || detail.contains("temporarily prevented from requesting")) {
      return paused(detail);
    }
    // A CA whose clock is behind ours may name a time that is over.
    Instant until = limited.getRetryAfter().filter(now::isBefore).orElse(now.plus(LIMITED));
    return new Setback.Limited(
        sentence("has a rate limit", detail), scope(detail), inReason(until));
  }

  /** A CA's time may be wrong. */
  private Instant inReason(Instant until) {
    Instant latest = now.plus(WaitMax.DURATION);
    return until.isBefore(latest) ? until : latest;
  }

  private Setback paused(String detail) {
    return new Setback.Paused(
        sentence("has paused this host for our account", detail)
            + " Follow the link, then run `clickward domain verify %s`.".formatted(host));
  }

  /** The bucket, as far as the text gives it away; else only this host waits. */
  private static Scope scope(String detail) {
    String lower = detail.toLowerCase(Locale.ROOT);
    if (lower.contains("new orders") || lower.contains("registrations")) {
      return Scope.ACCOUNT;
    }
    if (lower.contains("failed authorizations")) {
      return Scope.FAILURES;
    }
    return lower.contains("exact set") || !lower.contains("already issued")
        ? Scope.HOST
        : Scope.REGISTERED_DOMAIN;
  }

  /** A problem document, of a request, an order, an authorization or a challenge. */
  Setback of(Problem problem) {
    String type = problem.getType().toString();
    String detail = detail(problem);
    return switch (type.startsWith(TYPE) ? type.substring(TYPE.length()) : type) {
      case "accountDoesNotExist" ->
          new Setback.AccountUnknown(sentence("does not know our account", detail));
      case "caa" ->
          new Setback.Refused(
              sentence("is forbidden to issue by a CAA record", detail)
                  + " Add this CA to the CAA record, or remove it.");
      case "rejectedIdentifier", "unsupportedIdentifier" ->
          new Setback.Refused(sentence("does not issue for this host", detail));
      case "connection", "dns", "tls", "unauthorized", "incorrectResponse" -> unproven(detail);
      case "rateLimited" ->
          new Setback.Limited(
              sentence("has a rate limit", detail), scope(detail), now.plus(LIMITED));
      case "externalAccountRequired" ->
          new Setback.OwnFault(
              sentence("wants an external account binding", detail)
                  + " Set acme.authorities[].keyId and hmacKey.");
      case "malformed", "orderNotReady", "alreadyReplaced" ->
          new Setback.OrderGone(sentence("did not take the request", detail));
      case "serverInternal", "badNonce" ->
          new Setback.Unavailable(sentence("is in trouble", detail), Optional.empty());
      default -> new Setback.Refused(sentence("refused (" + type + ")", detail));
    };
  }

  private Setback unproven(String detail) {
    return new Setback.Unproven(
        sentence("did not find our answer to its challenge", detail)
            + " Have the host's DNS point here, and ports 80 and 443 open to everybody.");
  }

  private String sentence(String found, String detail) {
    return "%s: the CA %s %s: %s".formatted(host, authority, found, detail);
  }

  /** The most telling text: a CA puts several hosts' reasons into sub-problems. */
  private String detail(Problem problem) {
    List<Problem> parts = problem.getSubProblems();
    String text =
        parts.isEmpty()
            ? problem.getDetail().or(problem::getTitle).orElse(problem.getType().toString())
            : parts.getFirst().getDetail().orElse(problem.toString());
    String line = text.replaceAll("\\s+", " ").strip();
    String cut =
        line.length() > DETAIL_CHARACTERS_MAX ? line.substring(0, DETAIL_CHARACTERS_MAX) : line;
    return cut.endsWith(".") ? cut : cut + ".";
  }
}
