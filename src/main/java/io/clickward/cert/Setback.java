package io.clickward.cert;

import java.time.Instant;
import java.util.Optional;

/** Why a CA gave no certificate, as far as it matters for what to do next. */
sealed interface Setback {
  /** One sentence for the operator. */
  String why();

  /** Whether the CA only has no time now: that says nothing against the host. */
  default boolean isTheirs() {
    return switch (this) {
      case Unavailable _, Undecided _, Limited _, Waiting _, AccountRefused _ -> true;
      case Paused _, AccountUnknown _, OrderGone _, Refused _, Unproven _, OwnFault _ -> false;
    };
  }

  /** The CA cannot be reached or is not itself; no host need ask it for a while. */
  record Unavailable(String why, Optional<Instant> until) implements Setback {}

  /**
   * The CA takes its time over this order, and over no other: the order stays.
   *
   * @param again when to ask what has become of it
   */
  record Undecided(String why, Instant again) implements Setback {}

  /**
   * A rate limit of the CA's (RFC 8555 section 6.6).
   *
   * @param until when to ask again
   */
  record Limited(String why, RateLimit.Scope scope, Instant until) implements Setback {}

  /**
   * Our own turn has not come, by what we know of the CA's limits or of its outage: it was not
   * asked.
   */
  record Waiting(String why) implements Setback {}

  /** The CA will not look at this host again before its owner says so at the CA. */
  record Paused(String why) implements Setback {}

  /** The CA does not know our account any more. */
  record AccountUnknown(String why) implements Setback {}

  /** The CA knows our account and takes no requests of it: no host need ask for a while. */
  record AccountRefused(String why) implements Setback {}

  /** The order is gone at the CA, or has ended there: another one may do. */
  record OrderGone(String why) implements Setback {}

  /** The CA may not or will not issue for this host; another CA might. */
  record Refused(String why) implements Setback {}

  /** The CA looked and did not find our answer; another CA would not either. */
  record Unproven(String why) implements Setback {}

  /** Nothing that a CA could change: our own settings or surroundings. */
  record OwnFault(String why) implements Setback {}
}
