package io.clickward.domain;

import java.util.Locale;

/** How far a domain has come, in this order. */
public enum Step {
  REGISTERED,
  OWNERSHIP_PROVEN,
  CERTIFICATE_READY,
  EDGE_READY,
  HTTPS_ON;

  /** How it is written: {@code ownership-proven}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether this step is that one or a later one. */
  public boolean isAtLeast(Step other) {
    return compareTo(other) >= 0;
  }
}
