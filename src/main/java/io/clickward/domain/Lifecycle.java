package io.clickward.domain;

import io.clickward.domain.DomainState.Degraded;
import io.clickward.domain.DomainState.HttpsOn;
import io.clickward.domain.DomainState.Registered;
import io.clickward.domain.DomainState.Retired;
import io.clickward.domain.DomainState.Retiring;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How a domain goes from state to state; pure. What could not be asked changes nothing. */
public final class Lifecycle {
  private Lifecycle() {}

  /**
   * A change of state.
   *
   * @param to the new state
   * @param cause why, as a sentence
   */
  public record Change(DomainState to, String cause) {}

  /** What one look at a domain makes of it, one change after the other; none when it stays. */
  public static List<Change> after(DomainState state, Facts facts, Instant now) {
    List<Change> changes = new ArrayList<>();
    Optional<Change> next = next(state, facts, now);
    while (next.isPresent()) {
      changes.add(next.get());
      next = next(next.get().to(), facts, now);
    }
    return changes;
  }

  private static Optional<Change> next(DomainState state, Facts facts, Instant now) {
    return switch (state) {
      case Retired _ -> Optional.empty();
      case Retiring retiring ->
          retiring.until().isAfter(now)
              ? Optional.empty()
              : change(new Retired(), "its time of retiring is over");
      case Degraded degraded -> recovered(degraded, facts);
      case Registered _,
          DomainState.OwnershipProven _,
          DomainState.CertificateReady _,
          DomainState.EdgeReady _,
          HttpsOn _ ->
          moved(state.step(), facts);
    };
  }

  private static Optional<Change> moved(Step step, Facts facts) {
    List<Finding> wrong = wrong(step, facts);
    if (!wrong.isEmpty()) {
      return change(new Degraded(wrong, step), sentence(wrong));
    }
    return switch (step) {
      case REGISTERED ->
          onceGood(facts.ownership(), Step.OWNERSHIP_PROVEN, "the ownership record was seen");
      case OWNERSHIP_PROVEN ->
          onceGood(facts.certificate(), Step.CERTIFICATE_READY, "a certificate is there");
      case CERTIFICATE_READY ->
          onceGood(facts.edge(), Step.EDGE_READY, "requests for the host arrive at its edge");
      case EDGE_READY, HTTPS_ON -> Optional.empty();
    };
  }

  private static Optional<Change> onceGood(Evidence evidence, Step to, String cause) {
    return evidence.isGood() ? change(DomainState.at(to), cause) : Optional.empty();
  }

  /** A degraded domain returns only when everything that its step needs is known to hold. */
  private static Optional<Change> recovered(Degraded degraded, Facts facts) {
    List<Finding> wrong = wrong(degraded.reached(), facts);
    if (needed(degraded.reached(), facts).stream().allMatch(Evidence::isGood)) {
      return change(DomainState.at(degraded.reached()), "everything holds again");
    }
    return wrong.isEmpty() || wrong.equals(degraded.findings())
        ? Optional.empty()
        : change(new Degraded(wrong, degraded.reached()), sentence(wrong));
  }

  private static List<Finding> wrong(Step step, Facts facts) {
    return needed(step, facts).stream()
        .filter(Evidence::isBad)
        .flatMap(evidence -> evidence.findings().stream())
        .toList();
  }

  private static List<Evidence> needed(Step step, Facts facts) {
    return Stream.of(
            step.isAtLeast(Step.OWNERSHIP_PROVEN) ? facts.ownership() : null,
            step.isAtLeast(Step.CERTIFICATE_READY) ? facts.certificate() : null,
            step.isAtLeast(Step.EDGE_READY) ? facts.edge() : null)
        .flatMap(Stream::ofNullable)
        .toList();
  }

  private static String sentence(List<Finding> wrong) {
    Finding first = wrong.getFirst();
    return "%s: %s".formatted(first.subject(), first.observed());
  }

  private static Optional<Change> change(DomainState to, String cause) {
    return Optional.of(new Change(to, cause));
  }
}
