package io.clickward.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.Future;
import java.io.File;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Shakes hands by TLS 1.3 and hangs up; keeps no session, so that each handshake is a full one. The
 * group is X25519, which every server has: with X25519MLKEM768 those that know it would do more.
 */
final class HandshakeClient implements AutoCloseable {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final InetSocketAddress server;
  private final SslContext tls;
  private final Bootstrap bootstrap;

  private HandshakeClient(InetSocketAddress server, SslContextBuilder tls) throws SSLException {
    // Read when the first context is made.
    System.setProperty("io.netty.handler.ssl.openssl.sessionCacheClient", "false");
    this.server = server;
    this.tls =
        tls.sslProvider(SslProvider.OPENSSL)
            .protocols("TLSv1.3")
            .option(OpenSslContextOption.GROUPS, new String[] {"X25519"})
            .build();
    this.bootstrap = new Bootstrap().group(loops).channel(EpollSocketChannel.class);
  }

  /** A client that believes certificates of one CA, in a PEM file. */
  static HandshakeClient trusting(InetSocketAddress server, File root) throws SSLException {
    return new HandshakeClient(server, SslContextBuilder.forClient().trustManager(root));
  }

  /** A client that believes everybody, and spends no time on it. */
  static HandshakeClient credulous(InetSocketAddress server) throws SSLException {
    return new HandshakeClient(
        server,
        SslContextBuilder.forClient()
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null));
  }

  /** Completed when the handshake is; fails as connecting or the handshake does. */
  CompletableFuture<Void> shake(String host) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    ChannelFuture connected = bootstrap.clone().handler(connection(host)).connect(server);
    connected.addListener(
        _ -> {
          if (connected.isSuccess()) {
            whenShaken(connected.channel(), done);
          } else {
            done.completeExceptionally(connected.cause());
          }
        });
    return done;
  }

  private ChannelInitializer<Channel> connection(String host) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc(), host, server.getPort()));
      }
    };
  }

  private static void whenShaken(Channel channel, CompletableFuture<Void> done) {
    Future<Channel> handshake = channel.pipeline().get(SslHandler.class).handshakeFuture();
    handshake.addListener(
        _ -> {
          channel.close();
          if (handshake.isSuccess()) {
            done.complete(null);
          } else {
            done.completeExceptionally(handshake.cause());
          }
        });
  }

  @Override
  public void close() throws InterruptedException {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
  }
}
