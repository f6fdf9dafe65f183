package io.clickward.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Exception;

/**
 * Ends an idle or stopping HTTP/2 connection. Closing means GOAWAY first, and the streams that are
 * open are answered (RFC 9113 section 6.8). A connection error is answered by the codec itself
 * (section 5.4.1), and only counted here.
 */
final class CloseHttp2 extends ChannelInboundHandlerAdapter {
  private final EdgeStats stats;

  CloseHttp2(EdgeStats stats) {
    this.stats = stats;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Connections.CLOSE_IF_IDLE) {
      ctx.close();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof Http2Exception) {
      stats.http2Ended.increment();
    } else {
      ctx.close();
    }
  }
}
