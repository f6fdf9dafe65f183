package io.clickward.edge;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection's other end before its first request.
 *
 * @param address 4 or 16 bytes
 * @param named the host of the TLS handshake, null on plain HTTP
 * @param multiplexed HTTP/2: requests come on streams of their own and the connection is not ours
 *     to close
 */
@SuppressWarnings("ArrayRecordComponent") // made once a connection, never compared
record Client(byte[] address, @Nullable String named, boolean multiplexed) {
  private static final byte[] NO_ADDRESS = new byte[4];

  static Client of(Channel connection, boolean multiplexed) {
    return new Client(addressOf(connection), connection.attr(SniSelector.HOST).get(), multiplexed);
  }

  private static byte[] addressOf(Channel connection) {
    // A connection that was reset before we looked has no address any more.
    return connection.remoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getAddress()
        : NO_ADDRESS;
  }
}
