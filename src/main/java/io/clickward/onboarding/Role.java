package io.clickward.onboarding;

import java.util.Locale;

/** What a token may do within its account; each may what the ones before it may. */
public enum Role {
  READ,
  OPERATOR,
  ADMIN;

  /** How it is written. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether this role may what that one may. */
  public boolean covers(Role other) {
    return compareTo(other) >= 0;
  }
}
