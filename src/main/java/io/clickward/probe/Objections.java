package io.clickward.probe;

import io.clickward.dns.Caa;
import io.clickward.dns.ChallengeMethod;
import io.clickward.dns.HostDns;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Why a challenge method would fail at the CA. */
record Objections(Preflight.Question question) {

  /** Whoever stands before a host and turns us away with one of these may let a CA through. */
  private static final Set<Integer> TURNED_AWAY = Set.of(401, 403, 429);

  Optional<Objection> to(ChallengeMethod method) {
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

  private Optional<Objection> signatures() {
    return HttpsReadiness.broken(dns())
        ? Optional.of(Objection.seen("the signatures (DNSSEC) of the host do not hold"))
        : Optional.empty();
  }

  private Optional<Objection> caa(ChallengeMethod method) {
    Caa caa = question.caa();
    return switch (caa.state()) {
      case COULD_NOT_ASK ->
          Optional.of(Objection.unasked("CAA could not be asked: " + caa.reason()));
      case NONE, FOUND ->
          caa.rights().isEmpty()
                  || caa.rights().stream().anyMatch(r -> r.methods().contains(method))
              ? Optional.empty()
              : Optional.of(Objection.seen("CAA at %s does not allow it".formatted(caa.foundAt())));
    };
  }

  private Optional<Objection> addresses() {
    return question.facts().addresses().isEmpty()
        ? Optional.of(new Objection("the host leads to no address", dns().asked()))
        : Optional.empty();
  }

  private Optional<Objection> cdn() {
    return question
        .facts()
        .cdn()
        .map(cdn -> Objection.seen("TLS ends at a CDN in front (" + cdn + ")"));
  }

  private Optional<Objection> http() {
    return firstOf(AddressFacts::http, this::isOursByHttp, "answers, but it is not our edge");
  }

  private boolean isOursByHttp(AddressFacts address) {
    return own(address) || comesHere(address);
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

  /** Whether somebody else than our edge has said something there. */
  private static boolean showsAnother(AddressFacts address) {
    return speaksForItself(
        redirects(address.httpHealth()) ? address.httpsHealth() : address.httpHealth());
  }

  private static boolean speaksForItself(HttpFacts http) {
    return http instanceof HttpFacts.Answered answer
        && answer.status() < 500
        && !TURNED_AWAY.contains(answer.status());
  }

  private Optional<Objection> https() {
    return firstOf(
        AddressFacts::https,
        address -> isOursByHttp(address) || healthy(address.httpsHealth()),
        "accepts, but nothing shows that it is our edge");
  }

  private boolean own(AddressFacts address) {
    return question.own().contains(address.address());
  }

  /**
   * What is wrong with the first address where something is. A CA may have a way where this machine
   * has none: there it has to do that another address is ours.
   */
  private Optional<Objection> firstOf(
      Function<AddressFacts, Reach> port, Predicate<AddressFacts> ours, String strange) {
    boolean someOurs = question.facts().addresses().stream().anyMatch(ours);
    for (AddressFacts address : question.facts().addresses()) {
      Optional<Objection> objection =
          switch (port.apply(address)) {
            case Reach.Accepted _ ->
                Optional.of(new Objection(strange, showsAnother(address)))
                    .filter(_ -> !ours.test(address));
            case Reach.NoRoute no -> Optional.of(unseen(no)).filter(_ -> !someOurs);
            case Reach.Failed failed ->
                Optional.of(Objection.unasked("does not accept: " + failed.reason()));
            case Reach.NotPublic not -> Optional.of(Objection.seen(not.reason()));
          };
      if (objection.isPresent()) {
        return objection.map(o -> o.at(address.address().getHostAddress()));
      }
    }
    return Optional.empty();
  }

  private static Objection unseen(Reach.NoRoute no) {
    return Objection.unasked(
        "this machine has no way to it (%s), and nothing shows that it is our edge"
            .formatted(no.reason()));
  }

  private Optional<Objection> delegation() {
    return question.challengeDelegated()
        ? Optional.empty()
        : Optional.of(Objection.seen("_acme-challenge does not lead to a zone of ours"));
  }
}
