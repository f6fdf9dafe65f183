package io.clickward.domain;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Where a tracking domain is in its life. */
public sealed interface DomainState {
  /** How {@link Degraded} is written. */
  String DEGRADED = "degraded";

  /** How {@link Retiring} is written. */
  String RETIRING = "retiring";

  /** How {@link Retired} is written. */
  String RETIRED = "retired";

  /** An account wants the host; nothing is proved, nothing is served. */
  record Registered() implements DomainState {}

  /** The account has shown that the host is its own: links redirect, over what there is. */
  record OwnershipProven() implements DomainState {}

  /** There is a certificate for the host; its DNS need not point here yet. */
  record CertificateReady() implements DomainState {}

  /** Readers' requests arrive here. */
  record EdgeReady() implements DomainState {}

  /** The live probe has passed: new links are https. */
  record HttpsOn() implements DomainState {}

  /**
   * Something that held does no longer. Links go on as before.
   *
   * @param findings what is wrong
   * @param reached the step from which it fell, and to which it returns
   */
  record Degraded(List<Finding> findings, Step reached) implements DomainState {
    public Degraded {
      findings = List.copyOf(findings);
    }
  }

  /** Old links go on until then; nothing new is sealed. */
  record Retiring(Instant until) implements DomainState {}

  /** Over. The host's generation is remembered, so that no later owner opens these links. */
  record Retired() implements DomainState {}

  /** The state of a domain that stands at a step. */
  static DomainState at(Step step) {
    return switch (step) {
      case REGISTERED -> new Registered();
      case OWNERSHIP_PROVEN -> new OwnershipProven();
      case CERTIFICATE_READY -> new CertificateReady();
      case EDGE_READY -> new EdgeReady();
      case HTTPS_ON -> new HttpsOn();
    };
  }

  /** How all states are written. */
  static List<String> words() {
    return Stream.concat(
            Stream.of(Step.values()).map(Step::word), Stream.of(DEGRADED, RETIRING, RETIRED))
        .toList();
  }

  /** How it is written: {@code ownership-proven}. */
  default String word() {
    return switch (this) {
      case Degraded _ -> DEGRADED;
      case Retiring _ -> RETIRING;
      case Retired _ -> RETIRED;
      case Registered _, OwnershipProven _, CertificateReady _, EdgeReady _, HttpsOn _ ->
          step().word();
    };
  }

  /** The step reached; of a domain that is ending, the first. */
  default Step step() {
    return switch (this) {
      case Registered _, Retiring _, Retired _ -> Step.REGISTERED;
      case OwnershipProven _ -> Step.OWNERSHIP_PROVEN;
      case CertificateReady _ -> Step.CERTIFICATE_READY;
      case EdgeReady _ -> Step.EDGE_READY;
      case HttpsOn _ -> Step.HTTPS_ON;
      case Degraded degraded -> degraded.reached();
    };
  }

  /** Whether its links redirect. */
  default boolean isServed() {
    return this instanceof Retiring || isOwned();
  }

  /** Whether new links may be sealed for it. */
  default boolean isOwned() {
    return step().isAtLeast(Step.OWNERSHIP_PROVEN);
  }

  /** Whether new links are https. Once on, trouble does not switch it off. */
  default boolean isHttps() {
    return step() == Step.HTTPS_ON;
  }
}
