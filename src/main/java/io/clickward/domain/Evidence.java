package io.clickward.domain;

import java.util.List;

/**
 * What was found out about one requirement of a domain. "Could not ask" is never "is wrong".
 *
 * @param verdict whether it holds
 * @param findings what is to be told of it; empty when there is nothing to tell
 */
public record Evidence(Verdict verdict, List<Finding> findings) {
  /** Whether a requirement holds. */
  public enum Verdict {
    HOLDS,
    FAILS,
    /** It could not be asked. */
    UNKNOWN
  }

  public Evidence {
    findings = List.copyOf(findings);
  }

  /** The requirement holds, and there is nothing to say. */
  public static Evidence holds() {
    return new Evidence(Verdict.HOLDS, List.of());
  }

  /** The requirement does not hold. */
  public static Evidence fails(Finding... findings) {
    return new Evidence(Verdict.FAILS, List.of(findings));
  }

  /** It could not be asked. */
  public static Evidence unknown(Finding... findings) {
    return new Evidence(Verdict.UNKNOWN, List.of(findings));
  }

  /** Whether it is known to hold. */
  public boolean isGood() {
    return verdict == Verdict.HOLDS;
  }

  /** Whether it is known not to hold. */
  public boolean isBad() {
    return verdict == Verdict.FAILS;
  }
}
