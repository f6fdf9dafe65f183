package io.clickward.onboarding;

import io.clickward.domain.HostName;
import java.time.Instant;
import java.util.Optional;

/**
 * Who owns a host, or did last.
 *
 * @param host the host
 * @param account the owner
 * @param generation counts the owners of the host, from 1
 * @param live whether the owner still has it; else this is a tombstone, which keeps the number
 * @param challenge another account's proof, if the owner's was gone when it came
 */
public record Owner(
    HostName host, String account, int generation, boolean live, Optional<Challenge> challenge) {

  /**
   * Another account has proved the host while the owner's record was not there.
   *
   * @param since from when the grace period runs
   */
  public record Challenge(String account, Instant since) {}

  Owner challengedBy(Optional<Challenge> by) {
    return new Owner(host, account, generation, live, by);
  }

  Owner ended() {
    return new Owner(host, account, generation, false, Optional.empty());
  }

  boolean isRivalOf(String other) {
    return live && !account.equals(other);
  }
}
