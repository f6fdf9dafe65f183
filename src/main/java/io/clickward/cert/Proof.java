package io.clickward.cert;

import io.clickward.domain.HostName;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;

/** Puts answers to challenges where CAs look for them, and takes them away again. */
final class Proof {
  private final AcmeSettings settings;
  private final ChallengeAnswers answers;
  private final Optional<ChallengeZone> zone;
  private final InstantSource clock;
  private final SecureRandom random;

  Proof(
      AcmeSettings settings,
      ChallengeAnswers answers,
      Optional<ChallengeZone> zone,
      InstantSource clock,
      SecureRandom random) {
    this.settings = settings;
    this.answers = answers;
    this.zone = zone;
    this.clock = clock;
    this.random = random;
  }

  /**
   * The challenge to take, of those that the CA offers and the host can: the preferred one, and
   * after each failure the next.
   *
   * @param failures attempts in a row that failed
   */
  Optional<Challenge> choose(
      Authorization authorization, Set<ChallengeMethod> possible, int failures) {
    List<Challenge> choice = choice(authorization, possible);
    return choice.isEmpty() ? Optional.empty() : Optional.of(choice.get(failures % choice.size()));
  }

  private List<Challenge> choice(Authorization authorization, Set<ChallengeMethod> possible) {
    return settings.preference().stream()
        .filter(possible::contains)
        .filter(method -> method != ChallengeMethod.DNS_01 || zone.isPresent())
        .flatMap(method -> authorization.<Challenge>findChallenge(method.word()).stream())
        .toList();
  }

  /** The TXT value that a challenge is answered with, if it is answered so. */
  static Optional<String> value(Challenge challenge) {
    return challenge instanceof Dns01Challenge dns
        ? Optional.of(dns.getDigest())
        : Optional.empty();
  }

  /** Has the answer ready for the CA when it returns. */
  void publish(HostName host, Challenge challenge) throws OrderFailed, InterruptedException {
    switch (challenge) {
      case Http01Challenge http ->
          answers.putFile(host.value(), http.getToken(), http.getAuthorization());
      case TlsAlpn01Challenge tls ->
          answers.putCertificate(
              host.value(),
              ChallengeCertificate.of(host, tls.getAcmeValidation(), clock.instant(), random));
      case Dns01Challenge dns -> publish(host, dns.getDigest());
      default -> throw new IllegalStateException("chose a challenge of an unknown type");
    }
  }

  private void publish(HostName host, String value) throws OrderFailed, InterruptedException {
    try {
      zone.orElseThrow().publish(host, value);
    } catch (IOException e) {
      throw new OrderFailed(new Setback.OwnFault(host + ": " + e.getMessage()));
    }
  }

  /** Takes the answer away. A zone that does not let go is left as it is: the next order cleans. */
  void withdraw(HostName host, Challenge challenge) throws InterruptedException {
    switch (challenge) {
      case Http01Challenge http -> answers.removeFile(host.value(), http.getToken());
      case TlsAlpn01Challenge _ -> answers.removeCertificate(host.value());
      case Dns01Challenge dns -> withdraw(host, dns.getDigest());
      default -> throw new IllegalStateException("chose a challenge of an unknown type");
    }
  }

  /** Takes away whatever this machine answers for a host. */
  void withdrawAnswers(HostName host) {
    answers.remove(host.value());
  }

  /** Removes a TXT value that an order left behind. */
  void withdraw(HostName host, String value) throws InterruptedException {
    try {
      if (zone.isPresent()) {
        zone.get().withdraw(host, value);
      }
    } catch (IOException e) {
      // The value is worthless without our account's key.
    }
  }
}
