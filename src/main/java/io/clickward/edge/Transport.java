package io.clickward.edge;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * What this machine serves sockets and TLS with: epoll and BoringSSL where their native parts load,
 * otherwise the JDK's.
 */
record Transport(
    IoHandlerFactory io,
    Class<? extends ServerSocketChannel> listener,
    SslProvider tls,
    String description) {

  static Transport best() {
    return new Transport(
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory(),
        Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class,
        OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK,
        describe());
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
