package io.clickward.cert;

import io.clickward.domain.HostName;
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
    return HexFormat.of().formatHex(Arrays.copyOf(host.sha256(), HASH_BYTES)) + "." + zone;
  }
}
