package io.clickward.cert;

import io.clickward.domain.HostName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One bucket of a CA's rate limits: so many at once, refilled evenly over a period.
 *
 * @param scope what is counted together
 * @param size how many the full bucket allows
 * @param period the time in which the empty bucket fills
 * @param renewals whether the renewal of a certificate counts
 */
record RateLimit(Scope scope, int size, Duration period, boolean renewals) {
  /** Kept for renewals: a part of a bucket that new hosts do not get. */
  private static final int RESERVE_PART = 5;

  /** What is counted together. */
  enum Scope {
    /** Orders of our account. */
    ACCOUNT,
    /** Certificates below one registered domain, whoever asks for them. */
    REGISTERED_DOMAIN,
    /** Certificates for exactly this host. */
    HOST,
    /** Failed authorizations of this host. */
    FAILURES;

    /** Whether it holds up other hosts than the one that was asked for. */
    boolean isOfMany() {
      return this == ACCOUNT || this == REGISTERED_DOMAIN;
    }

    /** The bucket's name for a host. */
    String subject(HostName host) {
      return switch (this) {
        case ACCOUNT -> "";
        case REGISTERED_DOMAIN -> RegisteredDomain.of(host);
        case HOST, FAILURES -> host.value();
      };
    }
  }

  /** Let's Encrypt's limits as published on 2026-08-05. */
  static final List<RateLimit> LETS_ENCRYPT =
      List.of(
          new RateLimit(Scope.ACCOUNT, 300, Duration.ofHours(3), false),
          new RateLimit(Scope.REGISTERED_DOMAIN, 50, Duration.ofDays(7), false),
          new RateLimit(Scope.HOST, 5, Duration.ofDays(7), true),
          new RateLimit(Scope.FAILURES, 5, Duration.ofHours(1), true));

  /** The time in which one place in the bucket comes back. */
  private Duration refill() {
    return period.dividedBy(size);
  }

  /**
   * From when one more is allowed.
   *
   * @param fullAt when the bucket is full again, if nothing more is taken
   * @param reserved whether the part kept for renewals may be used
   */
  Instant earliest(Instant fullAt, boolean reserved) {
    int kept = reserved || scope != Scope.ACCOUNT ? 0 : size / RESERVE_PART;
    return fullAt.minus(refill().multipliedBy(size - 1L - kept));
  }

  /** When the bucket is full again after one more was taken. */
  Instant take(Instant fullAt, Instant now) {
    return (fullAt.isAfter(now) ? fullAt : now).plus(refill());
  }
}
