package io.clickward.cert;

import io.clickward.domain.HostName;
import java.io.IOException;

/**
 * The operator's DNS zone that answers dns-01 challenges for hosts whose own zones point there once
 * and for all, by a CNAME from {@code _acme-challenge.<host>} to {@link ChallengeNames#target}.
 */
interface ChallengeZone {
  /**
   * Makes {@code value} the only TXT record of the host's name in the zone; returns when CAs can
   * see it. Values left over from former orders are gone then.
   *
   * @throws IOException with a sentence for the operator when the zone did not take it
   */
  void publish(HostName host, String value) throws IOException, InterruptedException;

  /** Removes whatever {@link #publish} left at the host's name; harmless when there is nothing. */
  void withdraw(HostName host, String value) throws IOException, InterruptedException;
}
