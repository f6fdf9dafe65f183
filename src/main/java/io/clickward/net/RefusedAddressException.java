package io.clickward.net;

import java.io.IOException;
import java.net.InetAddress;

/** A connection that was not tried, because the address is not public. */
public final class RefusedAddressException extends IOException {
  private static final long serialVersionUID = 1L;

  RefusedAddressException(String host, InetAddress address, String kind) {
    super(
        "%s has the address %s, which is %s; expected a public one. An operator can allow ranges of addresses in the configuration"
            .formatted(host, address.getHostAddress(), kind));
  }
}
