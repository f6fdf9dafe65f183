package io.clickward.probe;

import io.clickward.dns.HostDns;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was found out about a host, all at one time.
 *
 * @param request what was looked at
 * @param at when
 * @param dns what the DNS says
 * @param addresses each address, as many as were looked at
 * @param cdn whose CDN is in front, as far as names and headers tell
 */
public record Facts(
    ProbeRequest request,
    Instant at,
    HostDns dns,
    List<AddressFacts> addresses,
    Optional<Cdn> cdn) {
  public Facts {
    addresses = List.copyOf(addresses);
  }
}
