package io.clickward.probe;

import io.clickward.dns.Caa;
import io.clickward.dns.ChallengeMethod;
import io.clickward.dns.HostDns;
import java.util.Optional;

/** Why a challenge method would fail at the CA. */
record Objections(Preflight.Question question) {

  Optional<String> to(ChallengeMethod method) {
    return signatures()
        .or(() -> caa(method))
        .or(
            () ->
                switch (method) {
                  case HTTP_01 -> addresses().or(this::http);
                  case TLS_ALPN_01 -> addresses().or(this::cdn).or(this::https);
                  case DNS_01 -> delegation();
                });
  }

  private HostDns dns() {
    return question.facts().dns();
  }

  private Optional<String> signatures() {
    return HttpsReadiness.broken(dns())
        ? Optional.of("the signatures (DNSSEC) of the host do not hold")
        : Optional.empty();
  }

  private Optional<String> caa(ChallengeMethod method) {
    Caa caa = question.caa();
    return switch (caa.state()) {
      case COULD_NOT_ASK -> Optional.of("CAA could not be asked: " + caa.reason());
      case NONE, FOUND ->
          caa.rights().isEmpty()
                  || caa.rights().stream().anyMatch(r -> r.methods().contains(method))
              ? Optional.empty()
              : Optional.of("CAA at %s does not allow it".formatted(caa.foundAt()));
    };
  }

  private Optional<String> addresses() {
    return question.facts().addresses().isEmpty()
        ? Optional.of("the host leads to no address")
        : Optional.empty();
  }

  private Optional<String> cdn() {
    return question.facts().cdn().map(cdn -> "TLS ends at a CDN in front (" + cdn + ")");
  }

  private Optional<String> http() {
    return firstOf(
        address ->
            unreached(address.http())
                .or(
                    () ->
                        own(address) || comesHere(address)
                            ? Optional.empty()
                            : Optional.of("answers, but it is not our edge")));
  }

  /** A CA follows a redirect to https, and does not check the certificate there. */
  private static boolean comesHere(AddressFacts address) {
    return healthy(address.httpHealth())
        || (redirects(address.httpHealth()) && healthy(address.httpsHealth()));
  }

  private static boolean healthy(HttpFacts http) {
    return http instanceof HttpFacts.Answered answer && HttpsReadiness.healthy(answer).isEmpty();
  }

  private static boolean redirects(HttpFacts http) {
    return http instanceof HttpFacts.Answered answer
        && answer.header("location").orElse("").startsWith("https://");
  }

  private Optional<String> https() {
    return firstOf(
        address ->
            unreached(address.https())
                .or(
                    () ->
                        own(address) || comesHere(address) || healthy(address.httpsHealth())
                            ? Optional.empty()
                            : Optional.of("accepts, but nothing shows that it is our edge")));
  }

  private boolean own(AddressFacts address) {
    return question.own().contains(address.address());
  }

  /** An address that this machine cannot reach may still be reached by the CA. */
  private static Optional<String> unreached(Reach reach) {
    return switch (reach) {
      case Reach.Accepted _, Reach.NoRoute _ -> Optional.empty();
      case Reach.Failed failed -> Optional.of("does not accept: " + failed.reason());
      case Reach.NotPublic not -> Optional.of(not.reason());
    };
  }

  /** What is asked of each address. */
  private interface Check {
    Optional<String> objection(AddressFacts address);
  }

  private Optional<String> firstOf(Check check) {
    for (AddressFacts address : question.facts().addresses()) {
      Optional<String> objection =
          check.objection(address).map(o -> address.address().getHostAddress() + ": " + o);
      if (objection.isPresent()) {
        return objection;
      }
    }
    return Optional.empty();
  }

  private Optional<String> delegation() {
    return question.challengeDelegated()
        ? Optional.empty()
        : Optional.of("_acme-challenge does not lead to a zone of ours");
  }
}
