package io.clickward.dns;

import java.util.Optional;

/**
 * A CA as CAA records know it.
 *
 * @param issuer its issuer domain name, such as {@code letsencrypt.org}
 * @param accountUri our account there, once there is one (RFC 8657 section 3)
 */
public record CaIdentity(String issuer, Optional<String> accountUri) {
  /** A CA where it is not yet known which account will order. */
  public static CaIdentity of(String issuer) {
    return new CaIdentity(issuer, Optional.empty());
  }
}
