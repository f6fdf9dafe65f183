package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The key exchange that is agreed on, read from the ServerHello as it comes over the wire (RFC 8446
 * section 4.1.3): the client is BoringSSL with what browsers offer.
 */
class KeyExchangeTest {
  private static final int X25519MLKEM768 = 0x11EC;
  private static final int X25519 = 0x1D;
  private static final int SERVER_HELLO = 2;
  private static final int KEY_SHARE = 51;

  @TempDir private Path folder;

  @Test
  void isPostQuantumByDefault() throws Exception {
    assertThat(group()).isEqualTo(X25519MLKEM768);
  }

  @Test
  void isX25519ForClientsThatKnowNoOther() throws Exception {
    assertThat(group("x25519")).isEqualTo(X25519);
  }

  private SslContext client(String... groups) throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL)
            .protocols("TLSv1.3")
            .trustManager(folder.resolve("ca.pem").toFile());
    return groups.length == 0
        ? builder.build()
        : builder.option(OpenSslContextOption.GROUPS, groups).build();
  }

  /** What is agreed on with a client that offers these groups, or what it offers by default. */
  private int group(String... groups) throws Exception {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Tap tap = new Tap();
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder)) {
      SslHandler tls = client(groups).newHandler(Unpooled.EMPTY_BUFFER.alloc(), HOST, rig.https());
      Channel channel =
          new Bootstrap()
              .group(loop)
              .channel(NioSocketChannel.class)
              .handler(pipeline(tap, tls))
              .connect(InetAddress.getLoopbackAddress(), rig.https())
              .sync()
              .channel();
      tls.handshakeFuture().sync();
      channel.close().sync();
      return groupOf(tap.received);
    } finally {
      loop.shutdownGracefully().sync();
    }
  }

  private static ChannelInitializer<Channel> pipeline(Tap tap, SslHandler tls) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(tap, tls);
      }
    };
  }

  private static int groupOf(ByteBuf record) {
    record.skipBytes(5);
    assertThat(record.readByte()).isEqualTo((byte) SERVER_HELLO);
    record.skipBytes(3 + 2 + 32);
    record.skipBytes(record.readUnsignedByte());
    record.skipBytes(2 + 1);
    int end = record.readUnsignedShort() + record.readerIndex();
    while (record.readerIndex() < end) {
      int type = record.readUnsignedShort();
      int length = record.readUnsignedShort();
      if (type == KEY_SHARE) {
        return record.readUnsignedShort();
      }
      record.skipBytes(length);
    }
    throw new AssertionError("the ServerHello has no key share");
  }

  /** Keeps a copy of what arrives. */
  private static final class Tap extends ChannelInboundHandlerAdapter {
    final ByteBuf received = Unpooled.buffer();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      received.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
      ctx.fireChannelRead(message);
    }
  }
}
