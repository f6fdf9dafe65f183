package io.clickward.onboarding;

import io.clickward.domain.Finding;
import io.clickward.domain.Finding.Severity;
import java.util.List;

/** What was asked for cannot be done, with every reason, in words for whoever asked. */
public final class RefusedException extends RuntimeException {
  /** What kind of refusal it is. */
  public enum Kind {
    /** What was given is not what was expected. */
    INVALID,
    /** There is no such thing, or it is not the caller's: nobody can tell which. */
    NOT_FOUND,
    /** The caller's role does not allow it. */
    FORBIDDEN,
    /** Not in the state that the thing is in. */
    CONFLICT,
    /** As much of it goes on as may at once. */
    BUSY
  }

  private final Kind kind;
  private final transient List<Finding> findings;

  private RefusedException(Kind kind, List<Finding> findings) {
    super(
        findings.getFirst().subject() + ": " + findings.getFirst().observed(), null, false, false);
    this.kind = kind;
    this.findings = List.copyOf(findings);
  }

  /** A refusal for one or more reasons. */
  public static RefusedException of(Kind kind, List<Finding> findings) {
    return new RefusedException(kind, findings);
  }

  /** A refusal for one reason. */
  public static RefusedException of(
      Kind kind, String code, String subject, String observed, String expected, String nextStep) {
    return of(
        kind, List.of(new Finding(code, Severity.BLOCKS, subject, observed, expected, nextStep)));
  }

  /** There is no such thing. */
  public static RefusedException notFound(String subject, String nextStep) {
    return of(
        Kind.NOT_FOUND,
        "not-found",
        subject,
        "there is no such thing in this account",
        "one that exists",
        nextStep);
  }

  /** What was given is not what was expected. */
  public static RefusedException invalid(
      String subject, String observed, String expected, String nextStep) {
    return of(Kind.INVALID, "invalid", subject, observed, expected, nextStep);
  }

  /** What kind of refusal it is. */
  public Kind kind() {
    return kind;
  }

  /** Every reason; at least one. */
  public List<Finding> findings() {
    return findings;
  }
}
