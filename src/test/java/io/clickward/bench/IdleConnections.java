package io.clickward.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens TLS connections, makes one click on each, and leaves them open and idle. Prints {@code
 * open} when all are, and ends when its standard input does; prints {@code closed} and how many
 * when the server has closed some. Arguments: the click's URL, how many.
 */
final class IdleConnections {
  private static final int HANDSHAKES_AT_ONCE = 64;

  /** Each source address has its own ports, of which the kernel has fewer than we may want. */
  private static final int CONNECTIONS_OF_AN_ADDRESS = 5_000;

  private static final long PATIENCE_SECONDS = 60;

  private final URI url;
  private final int count;
  private final Semaphore room = new Semaphore(HANDSHAKES_AT_ONCE);
  private final AtomicInteger closed = new AtomicInteger();

  private IdleConnections(URI url, int count) {
    this.url = url;
    this.count = count;
  }

  public static void main(String[] arguments) throws Exception {
    new IdleConnections(URI.create(arguments[0]), Integer.parseInt(arguments[1])).run();
  }

  private void run() throws Exception {
    SslContext tls =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL)
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null)
            .build();
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .handler(connection(tls));
    for (int i = 0; i < count; i++) {
      waitFor(1);
      connect(bootstrap, i);
    }
    waitFor(HANDSHAKES_AT_ONCE);
    System.out.println("open");
    while (System.in.read() >= 0) {
      // What is written here means nothing; its end means the end.
    }
    if (closed.get() > 0) {
      System.out.println("closed " + closed.get());
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
  }

  private void waitFor(int permits) throws InterruptedException {
    if (!room.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server has stopped answering");
    }
  }

  private void connect(Bootstrap bootstrap, int i) {
    String source = "127.0.0." + (2 + i / CONNECTIONS_OF_AN_ADDRESS);
    ChannelFuture connected =
        bootstrap.connect(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), url.getPort()),
            new InetSocketAddress(InetAddress.ofLiteral(source), 0));
    connected.addListener(
        _ -> {
          if (!connected.isSuccess()) {
            throw new IllegalStateException("connection " + i + " failed", connected.cause());
          }
        });
  }

  private ChannelInitializer<Channel> connection(SslContext tls) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        SslHandler secure = tls.newHandler(channel.alloc(), url.getHost(), url.getPort());
        channel.pipeline().addLast(secure).addLast(new OneClick());
        channel.closeFuture().addListener(_ -> closed.incrementAndGet());
      }
    };
  }

  private final class OneClick extends SimpleChannelInboundHandler<ByteBuf> {
    private boolean answered;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      String request =
          "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(url.getPath(), url.getHost());
      ctx.writeAndFlush(Unpooled.copiedBuffer(request, US_ASCII));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf answer) {
      if (!answered) {
        answered = true;
        room.release();
      }
    }
  }
}
