package io.clickward.edge;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/**
 * Resets the stream of a malformed HTTP/2 request, and no more than the stream (RFC 9113 section
 * 8.1.1).
 */
@Sharable
final class MalformedRequests extends ChannelInboundHandlerAdapter {
  static final MalformedRequests INSTANCE = new MalformedRequests();

  private MalformedRequests() {}

  /** What the frame codec finds is reset by the multiplexer, unless somebody here is faster. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    switch (cause) {
      case Http2Exception _ -> {}
      case DecoderException _ ->
          ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.PROTOCOL_ERROR));
      default -> ctx.fireExceptionCaught(cause);
    }
  }
}
