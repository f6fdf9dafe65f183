package io.clickward.cert;

import io.clickward.cert.CertificateStore.OpenOrder;
import io.clickward.domain.HostName;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shredzone.acme4j.AcmeJsonResource;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeProtocolException;

/**
 * One order at one CA (RFC 8555 section 7.4). It keeps no state of its own: each step is told by
 * what the CA says of the order, so that a run can begin wherever a former one was cut off.
 */
final class AcmeOrder {
  /** A CA's time may be wrong, as one of a whole day is that names it for what takes minutes. */
  private static final Duration AGAIN_MAX = Duration.ofHours(1);

  /** Where an order may be before it is ready or has ended (RFC 8555 section 7.1.6). */
  private static final Set<Status> UNPROVEN = EnumSet.of(Status.PENDING);

  /** Where it may be before its end; "ready" from a CA that has not seen our request yet. */
  private static final Set<Status> UNDECIDED =
      EnumSet.of(Status.PENDING, Status.READY, Status.PROCESSING);

  private final Login login;
  private final Setbacks setbacks;
  private final Proof proof;
  private final CertificateStore store;
  private final InstantSource clock;
  private final Patience patience;
  private final Poll poll;
  private OpenOrder open;

  AcmeOrder(
      Login login,
      Setbacks setbacks,
      Proof proof,
      CertificateStore store,
      InstantSource clock,
      Patience patience,
      OpenOrder open) {
    this.login = login;
    this.setbacks = setbacks;
    this.proof = proof;
    this.store = store;
    this.clock = clock;
    this.patience = patience;
    this.poll = new Poll(clock, patience.decision());
    this.open = open;
  }

  /** Goes on with the order until there is a certificate. */
  HostCertificate complete(Set<ChallengeMethod> possible, int failures)
      throws AcmeException, OrderFailed, InterruptedException {
    Order order = login.bindOrder(AcmeAccount.url(open.location()));
    order.fetch();
    if (order.getStatus() == Status.PENDING) {
      for (Authorization authorization : order.getAuthorizations()) {
        prove(authorization, possible, failures);
      }
      requireProven(order);
    } else {
      withdrawEarlier(); // the CA has decided while nobody waited
    }
    if (order.getStatus() == Status.READY) {
      order.execute(SigningRequest.of(host(), open.key()));
    }
    return switch (poll.whileIn(UNDECIDED, order, order::getStatus)) {
      case VALID -> certificate(order);
      case INVALID -> throw failed(reason(order), "the order ended without a reason.");
      default -> throw undecided("the order", order);
    };
  }

  /** An order may turn ready only a while after its last authorization is valid (7.1.6). */
  private void requireProven(Order order) throws AcmeException, OrderFailed, InterruptedException {
    if (poll.whileIn(UNPROVEN, order, order::getStatus) == Status.PENDING) {
      throw undecided("the order", order);
    }
  }

  private HostName host() {
    return open.host();
  }

  private void prove(Authorization authorization, Set<ChallengeMethod> possible, int failures)
      throws AcmeException, OrderFailed, InterruptedException {
    authorization.fetch();
    if (authorization.getStatus() != Status.PENDING) {
      withdrawEarlier();
      return; // valid since an earlier order or attempt, or decided against us: the order says so
    }
    Challenge challenge =
        proof
            .choose(authorization, possible, failures)
            .orElseThrow(() -> noChallenge(authorization, possible));
    Optional<String> value = Proof.value(challenge);
    if (value.isPresent()) {
      open = new OpenOrder(host(), open.authority(), open.location(), open.key(), value);
      store.save(open);
    }
    boolean mayStillLook = false;
    try {
      proof.publish(host(), challenge);
      if (challenge.getStatus() == Status.PENDING) {
        challenge.trigger();
      }
      await(authorization);
    } catch (OrderFailed e) {
      mayStillLook = e.setback() instanceof Setback.Undecided;
      throw e;
    } catch (AcmeException | AcmeProtocolException | AcmeLazyLoadingException e) {
      mayStillLook = true; // a CA that is busy with us may be looking all the same
      throw e;
    } finally {
      if (!mayStillLook) {
        proof.withdraw(host(), challenge);
      }
    }
  }

  /** What an earlier attempt left for a CA that had not looked yet. */
  private void withdrawEarlier() throws InterruptedException {
    proof.withdrawAnswers(host());
    if (open.value().isPresent()) {
      proof.withdraw(host(), open.value().get());
    }
  }

  private void await(Authorization authorization)
      throws AcmeException, OrderFailed, InterruptedException {
    switch (poll.whileIn(UNDECIDED, authorization, authorization::getStatus)) {
      case VALID -> {}
      case INVALID ->
          throw failed(problem(authorization), "the challenge failed without a reason.");
      default -> throw undecided("its challenge", authorization);
    }
  }

  /** A CA puts it where it found it: into the challenge, when that is what failed. */
  private static Optional<Problem> reason(Order order) {
    return order
        .getError()
        .or(
            () ->
                order.getAuthorizations().stream()
                    .flatMap(authorization -> problem(authorization).stream())
                    .findFirst());
  }

  private static Optional<Problem> problem(Authorization authorization) {
    return authorization.getChallenges().stream()
        .flatMap(challenge -> challenge.getError().stream())
        .findFirst();
  }

  private OrderFailed noChallenge(Authorization authorization, Set<ChallengeMethod> possible) {
    List<String> offered =
        authorization.getChallenges().stream().map(Challenge::getType).sorted().toList();
    return new OrderFailed(
        new Setback.OwnFault(
            "%s: the CA %s offers the challenges %s, of which none is both possible here (%s) and in acme.challenges. Open port 80 or 443, or delegate %s."
                .formatted(
                    host(),
                    setbacks.authority(),
                    offered,
                    possible,
                    ChallengeNames.record(host()))));
  }

  private OrderFailed failed(Optional<Problem> problem, String otherwise) {
    return OrderFailed.over(
        problem
            .map(setbacks::of)
            .orElseGet(
                () ->
                    new Setback.OrderGone(
                        "%s: the CA %s: %s".formatted(host(), setbacks.authority(), otherwise))));
  }

  private OrderFailed undecided(String what, AcmeJsonResource resource) {
    return new OrderFailed(
        new Setback.Undecided(
            "%s: the CA %s has not decided on %s within %d s. It is asked again by itself."
                .formatted(host(), setbacks.authority(), what, patience.decision().toSeconds()),
            again(resource)));
  }

  private Instant again(AcmeJsonResource resource) {
    Instant now = clock.instant();
    Instant latest = now.plus(AGAIN_MAX);
    return resource
        .getRetryAfter()
        .filter(now::isBefore)
        .map(asked -> asked.isBefore(latest) ? asked : latest)
        .orElse(now.plus(patience.undecided()));
  }

  private HostCertificate certificate(Order order) throws AcmeException {
    org.shredzone.acme4j.Certificate issued = order.getCertificate();
    issued.download();
    List<X509Certificate> chain = issued.getCertificateChain();
    return HostCertificate.of(open.key(), chain);
  }
}
