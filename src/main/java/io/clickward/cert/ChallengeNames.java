package io.clickward.cert;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.clickward.domain.HostName;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The DNS names of dns-01 challenges. */
public final class ChallengeNames {
  /** Collisions are a matter of chance only: whoever makes one shares a name with himself. */
  private static final int HASH_BYTES = 16;

  private ChallengeNames() {}

  /** Where a CA looks for the TXT record of a host (RFC 8555 section 8.4). */
  public static String record(HostName host) {
    return "_acme-challenge." + host.value();
  }

  /**
   * Where {@link #record} should point by CNAME: a name in the operator's zone, one label whatever
   * the length of the host.
   *
   * @param zone the zone, without a dot at its end
   */
  public static String target(HostName host, String zone) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(host.value().getBytes(US_ASCII));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, HASH_BYTES)) + "." + zone;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
