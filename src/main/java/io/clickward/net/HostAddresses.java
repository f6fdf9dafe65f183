package io.clickward.net;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** From a name to its addresses. {@code Dns::addresses} is one. */
public interface HostAddresses {
  /**
   * The addresses of a name, never empty.
   *
   * @throws java.net.UnknownHostException when it has none
   * @throws IOException when nobody could say
   */
  List<InetAddress> of(String name) throws IOException;
}
