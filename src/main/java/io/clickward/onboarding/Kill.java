package io.clickward.onboarding;

import io.clickward.domain.Revocation;
import java.time.Instant;

/**
 * A revocation as it is kept.
 *
 * @param id names it
 * @param account who revoked it
 * @param what what is revoked
 * @param at since when
 * @param cause why, in the words of whoever revoked it
 */
public record Kill(String id, String account, Revocation what, Instant at, String cause) {}
