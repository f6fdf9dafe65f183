package io.clickward.onboarding;

/**
 * Who asks, known by a token.
 *
 * @param account the account that everything asked for is about
 * @param role what may be done
 * @param token the id of the token
 * @param installs whether this may also do what concerns the whole installation: an admin of the
 *     installation's own account
 */
public record Caller(String account, Role role, String token, boolean installs) {}
