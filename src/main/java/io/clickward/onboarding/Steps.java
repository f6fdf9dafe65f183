package io.clickward.onboarding;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.clickward.domain.Claim;
import io.clickward.domain.DomainState;
import io.clickward.domain.DomainState.Degraded;
import io.clickward.domain.DomainState.EdgeReady;
import io.clickward.domain.DomainState.HttpsOn;
import io.clickward.domain.DomainState.Retired;
import io.clickward.domain.Facts;
import io.clickward.domain.Finding;
import io.clickward.domain.Lifecycle;
import io.clickward.domain.Step;
import io.clickward.domain.Transition;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Takes claims from state to state, so that their history has each step with its cause. */
final class Steps {
  private static final Logger log = LoggerFactory.getLogger(Steps.class);

  private final InstantSource clock;

  Steps(InstantSource clock) {
    this.clock = clock;
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Walks through every state on the way. */
  Claim advance(Book book, Claim before, Claim settled, Facts facts) {
    Claim claim = settled;
    for (Lifecycle.Change next : Lifecycle.after(before.state(), facts, now())) {
      claim = move(book, claim, next.to(), next.cause());
    }
    return claim;
  }

  /**
   * A domain that stays degraded has been so since then, unless something else is wrong with it by
   * now. Kinds are compared: the words change with each address and each server that is asked.
   */
  Claim move(Book book, Claim claim, DomainState to, String cause) {
    boolean still = claim.state() instanceof Degraded && to instanceof Degraded;
    Set<List<String>> before = kinds(claim.state());
    Set<List<String>> now = kinds(to);
    boolean alike = still && claim.state().step() == to.step() && before.equals(now);
    if (!alike) {
      tell(book, claim, to, cause);
    }
    return claim.in(to, still && before.containsAll(now) ? claim.since() : now());
  }

  private static Set<List<String>> kinds(DomainState state) {
    return state instanceof Degraded degraded
        ? degraded.findings().stream()
            .map(finding -> List.of(finding.code(), finding.subject()))
            .collect(toUnmodifiableSet())
        : Set.of();
  }

  private void tell(Book book, Claim claim, DomainState to, String cause) {
    book.record(claim, new Transition(now(), claim.state().word(), to.word(), cause));
    Level level = to instanceof Degraded ? Level.WARN : Level.INFO;
    log.atLevel(level)
        .log("{} was {} and is {}: {}", claim.host(), claim.state().word(), to.word(), cause);
    if (to instanceof Retired) {
      book.owner(claim.host())
          .filter(owner -> owner.account().equals(claim.account()))
          .ifPresent(owner -> book.save(owner.ended()));
    }
  }

  /** Has new links written with http again, if they were https. */
  Claim httpsOff(Book book, Claim claim, String cause) {
    return switch (claim.state()) {
      case HttpsOn _ -> move(book, claim, new EdgeReady(), cause);
      case Degraded(List<Finding> findings, Step reached) when reached == Step.HTTPS_ON ->
          move(book, claim, new Degraded(findings, Step.EDGE_READY), cause);
      case Degraded _,
          DomainState.Registered _,
          DomainState.OwnershipProven _,
          DomainState.CertificateReady _,
          EdgeReady _,
          DomainState.Retiring _,
          Retired _ ->
          claim;
    };
  }
}
