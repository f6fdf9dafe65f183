package io.clickward.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one way out for connections that somebody else points anywhere. The address that was checked
 * is the address that is connected to, so a name that changes its addresses in between gains
 * nothing. Blocks: call it on a virtual thread. For many threads.
 */
public final class OutboundConnector {
  /** Each further address costs a wait. */
  private static final int ADDRESSES_MAX = 6;

  private static final int ANY_PORT = 443;

  private final HostAddresses names;
  private final AddressPolicy policy;
  private final OutboundLimits limits;

  public OutboundConnector(HostAddresses names, AddressPolicy policy, OutboundLimits limits) {
    this.names = names;
    this.policy = policy;
    this.limits = limits;
  }

  /** What one exchange may cost. */
  public OutboundLimits limits() {
    return limits;
  }

  /**
   * The addresses of a host that may be connected to; a literal is its own address.
   *
   * @throws RefusedAddressException when it has addresses and none may be connected to
   */
  public List<InetAddress> addresses(String host) throws IOException {
    List<InetAddress> allowed = new ArrayList<>();
    Optional<RefusedAddressException> refused = Optional.empty();
    for (InetAddress address : resolved(host)) {
      Optional<String> objection = policy.objection(address);
      if (objection.isEmpty()) {
        allowed.add(address);
      } else {
        refused = Optional.of(new RefusedAddressException(host, address, objection.get()));
      }
    }
    if (allowed.isEmpty()) {
      throw refused.map(IOException.class::cast).orElseGet(() -> new UnknownHostException(host));
    }
    return allowed.subList(0, Math.min(allowed.size(), ADDRESSES_MAX));
  }

  private List<InetAddress> resolved(String host) throws IOException {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return literal(bare) ? List.of(InetAddress.ofLiteral(bare)) : names.of(host);
  }

  private static boolean literal(String host) {
    try {
      InetAddress _ = InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Connects to the first of a host's addresses that accepts. */
  public Socket connect(String host, int port) throws IOException {
    IOException last = new UnknownHostException(host);
    for (InetAddress address : addresses(host)) {
      try {
        return connect(address, port);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /**
   * Connects to one address.
   *
   * @throws RefusedAddressException when it may not be connected to
   */
  public Socket connect(InetAddress address, int port) throws IOException {
    Optional<String> objection = policy.objection(address);
    if (objection.isPresent()) {
      throw new RefusedAddressException(
          "[" + address.getHostAddress() + "]:" + port, address, objection.get());
    }
    Socket socket = new Socket(Proxy.NO_PROXY);
    try {
      socket.connect(new InetSocketAddress(address, port), millis(limits.connectWait()));
      socket.setSoTimeout(millis(limits.exchangeWait()));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Whether this machine has a way to an address, as far as its own routes say. Sends nothing: a
   * datagram socket only looks up where it would send from.
   */
  public boolean hasWay(InetAddress address) {
    try (DatagramChannel unsent = DatagramChannel.open()) {
      unsent.connect(new InetSocketAddress(address, ANY_PORT));
      return true;
    } catch (IOException | UnsupportedAddressTypeException e) {
      return false;
    }
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }
}
