package io.clickward.dns;

import io.clickward.domain.HostName;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Where traffic goes. */
public sealed interface EdgeRecords {
  /**
   * Our own edge.
   *
   * @param name the name that hosts lead to by CNAME
   * @param addresses its addresses, for hosts that cannot have a CNAME and to judge flattened ones
   */
  record Clickward(Optional<HostName> name, List<InetAddress> addresses) implements EdgeRecords {
    public Clickward {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * Somebody else's edge, such as a CDN. Its addresses differ from place to place.
   *
   * @param target the name it wants the host to lead to
   */
  record Cdn(HostName target) implements EdgeRecords {}

  /** None: the host leads to the provider itself. */
  record Provider() implements EdgeRecords {}
}
