package io.clickward.onboarding;

import java.time.Instant;
import java.util.Optional;

/**
 * What is kept of an API token.
 *
 * @param id names it; no secret
 * @param account whose it is
 * @param role what it may do
 * @param label what its owner calls it
 * @param hash SHA-256 of its secret, which has 256 random bits of its own and needs no slow hash
 * @param createdAt when it was made
 * @param expiresAt until when it is good; empty for ever
 */
public record Token(
    String id,
    String account,
    Role role,
    String label,
    String hash,
    Instant createdAt,
    Optional<Instant> expiresAt) {

  boolean isGood(Instant now) {
    return expiresAt.isEmpty() || expiresAt.get().isAfter(now);
  }
}
