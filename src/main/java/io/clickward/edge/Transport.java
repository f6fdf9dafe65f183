package io.clickward.edge;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.function.Function;

/**
 * What this machine serves sockets and TLS with: epoll and BoringSSL where their native parts load,
 * otherwise the JDK's.
 */
record Transport(
    IoHandlerFactory io,
    Function<SocketProtocolFamily, ServerSocketChannel> listener,
    SslProvider tls,
    String description) {
  /**
   * Leaves IPv4 to others (RFC 3493 section 5.3), by Linux's numbers and with epoll; otherwise IPv6
   * takes both.
   */
  static final ChannelOption<Integer> IPV6_ONLY =
      new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

  static Transport best() {
    return new Transport(
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory(),
        Epoll.isAvailable()
            ? EpollServerSocketChannel::new
            : family -> new NioServerSocketChannel(SelectorProvider.provider(), family),
        OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK,
        describe());
  }

  /** For an address of IPv4 a socket of IPv4: one of IPv6 would take both for 0.0.0.0. */
  ServerSocketChannel listener(InetAddress address) {
    return listener.apply(
        address instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
  }

  private static String describe() {
    String sockets =
        Epoll.isAvailable()
            ? "epoll"
            : "NIO (no native epoll: " + reason(Epoll.unavailabilityCause()) + ")";
    String tls =
        OpenSsl.isAvailable()
            ? OpenSsl.versionString()
            : "the JDK's TLS (no native BoringSSL: " + reason(OpenSsl.unavailabilityCause()) + ")";
    return sockets + ", " + tls;
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  EventLoopGroup loops(int threads) {
    return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("edge", true), io);
  }
}
