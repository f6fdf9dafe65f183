package io.clickward.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * A client that makes full TLS handshakes on loopback and says how long each took, from the
 * connection to its end. It is BoringSSL's, as the JDK's takes longer than what is measured; it
 * trusts everybody and resumes nothing.
 */
public final class TimedHandshake implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final SslContext tls;
  private final InetSocketAddress server;

  /** A client of the server on this port. */
  public TimedHandshake(int port) throws SSLException {
    this.tls =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL)
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null)
            .build();
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Makes one for this host on a connection of its own. */
  public long nanos(String host) throws InterruptedException {
    // Without a peer's name in the engine there is no session to resume.
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            // No connection is left behind in TIME_WAIT: the ports of this machine would run out.
            .option(ChannelOption.SO_LINGER, 0)
            .handler(connection(host));
    Channel channel = bootstrap.register().sync().channel();
    SslHandler handler = channel.pipeline().get(SslHandler.class);
    long start = System.nanoTime();
    channel.connect(server);
    if (!handler.handshakeFuture().await(PATIENCE_SECONDS, TimeUnit.SECONDS)
        || !handler.handshakeFuture().isSuccess()) {
      throw new IllegalStateException(host, handler.handshakeFuture().cause());
    }
    long nanos = System.nanoTime() - start;
    channel.close().sync();
    return nanos;
  }

  private ChannelInitializer<Channel> connection(String host) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        SslHandler handler = tls.newHandler(channel.alloc());
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        handler.engine().setSSLParameters(parameters);
        channel.pipeline().addLast(handler);
      }
    };
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
