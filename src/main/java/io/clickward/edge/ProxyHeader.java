package io.clickward.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import java.io.IOException;
import java.net.InetAddress;

/**
 * The PROXY protocol header that a connection of a configured proxy has to begin with. It says who
 * the client is; then the connection goes on as if the client had made it. Its time is kept by the
 * connection's deadline.
 */
final class ProxyHeader extends SimpleChannelInboundHandler<HAProxyMessage> {
  /** Extensions of a version 2 header; those of today's proxies take some hundred bytes. */
  private static final int EXTENSION_BYTES_MAX = 4 * 1024;

  private final Connection connection;
  private final Connections connections;
  private final EdgeStats stats;
  private final Runnable next;
  private boolean broken;

  private ProxyHeader(
      Connection connection, Connections connections, EdgeStats stats, Runnable next) {
    this.connection = connection;
    this.connections = connections;
    this.stats = stats;
    this.next = next;
  }

  /**
   * Has a connection begin with its header.
   *
   * @param next adds the handlers of what follows the header
   */
  static void expect(
      ChannelPipeline pipeline,
      Connection connection,
      Connections connections,
      EdgeStats stats,
      Runnable next) {
    pipeline
        .addLast(new HAProxyMessageDecoder(EXTENSION_BYTES_MAX))
        .addLast(new ProxyHeader(connection, connections, stats, next));
  }

  /** The decoder reads on in what it has when a connection ends: that is too late. */
  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage header) {
    if (ctx.channel().isActive() && (!namesClient(header) || admits(header))) {
      next.run();
      ctx.pipeline().remove(this);
    }
  }

  /** LOCAL and UNKNOWN have no address: the proxy speaks for itself, or does not know. */
  private static boolean namesClient(HAProxyMessage header) {
    AddressFamily family = header.proxiedProtocol().addressFamily();
    return family == AddressFamily.AF_IPv4 || family == AddressFamily.AF_IPv6;
  }

  private boolean admits(HAProxyMessage header) {
    byte[] client = InetAddress.ofLiteral(header.sourceAddress()).getAddress();
    return connections.admitClient(connection, client);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Connections.CLOSE_IF_IDLE) {
      ctx.close();
    }
  }

  /** A reset connection has no header to blame; a broken one may be complained of twice. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException) && !broken) {
      broken = true;
      stats.badRequests.increment();
    }
    ctx.close();
  }
}
