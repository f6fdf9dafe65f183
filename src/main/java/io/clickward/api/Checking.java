package io.clickward.api;

import io.clickward.onboarding.RefusedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Bounds how many checks that callers ask for go on at once: each asks name servers and other hosts
 * for up to minutes, and who may ask for one may ask for thousands.
 */
final class Checking {
  static final int ALL_MAX = 32;

  /** Of one account, so that the others get on. */
  static final int EACH_MAX = 8;

  static final Duration RETRY = Duration.ofSeconds(5);

  private final Map<String, Integer> going = new HashMap<>();
  private int all;

  /**
   * Runs a check.
   *
   * @throws RefusedException when as many go on as may
   */
  <T> T run(String account, Supplier<T> check) {
    begin(account);
    try {
      return check.get();
    } finally {
      end(account);
    }
  }

  private synchronized void begin(String account) {
    int own = going.getOrDefault(account, 0);
    if (own == EACH_MAX) {
      throw busy("%d of this account's go on".formatted(own));
    }
    if (all == ALL_MAX) {
      throw busy("%d go on".formatted(all));
    }
    going.put(account, own + 1);
    all++;
  }

  private synchronized void end(String account) {
    int left = going.getOrDefault(account, 0) - 1;
    if (left == 0) {
      going.remove(account);
    } else {
      going.put(account, left);
    }
    all--;
  }

  private static RefusedException busy(String observed) {
    return RefusedException.of(
        RefusedException.Kind.BUSY,
        "too-many-checks",
        "checks",
        observed,
        "at most %d of an account and %d in all at once".formatted(EACH_MAX, ALL_MAX),
        "Try again in %d s.".formatted(RETRY.toSeconds()));
  }
}
