package io.clickward.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.time.Duration;

/**
 * Ends an HTTP/2 connection whose client sends frames without end that neither ask for anything nor
 * reset it (RFC 9113 section 10.5): each costs us an answer or a look, and none counts as a stream.
 * A request may bring some of its own.
 */
final class IdleFrames extends Http2FrameListenerDecorator {
  /** What the client is told of its limit. */
  static final String WORDS = "of idle frames";

  private static final Duration WINDOW = Duration.ofSeconds(30);
  private static final int FRAMES_A_REQUEST = 10;

  private final Connection connection;
  private final int framesMax;
  private int frames;
  private long windowEndsNanos;

  /** So many within half a minute, besides those of requests. */
  IdleFrames(Http2FrameListener listener, Connection connection, int framesMax) {
    super(listener);
    this.connection = connection;
    this.framesMax = framesMax;
    this.windowEndsNanos = connection.in(WINDOW);
  }

  private void count() throws Http2Exception {
    if (connection.in(Duration.ZERO) - windowEndsNanos > 0) {
      windowEndsNanos = connection.in(WINDOW);
      frames = 0;
    }
    frames++;
    if (frames > framesMax) {
      throw Http2Exception.connectionError(
          Http2Error.ENHANCE_YOUR_CALM, "Maximum number %d %s reached", framesMax, WORDS);
    }
  }

  /** Netty's decoder tells of a request so, whether it came with a priority or not. */
  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int stream,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean end)
      throws Http2Exception {
    frames = Math.max(0, frames - FRAMES_A_REQUEST);
    super.onHeadersRead(ctx, stream, headers, dependency, weight, exclusive, padding, end);
  }

  @Override
  public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
    count();
    super.onPingRead(ctx, data);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
    count();
    super.onPingAckRead(ctx, data);
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
      throws Http2Exception {
    count();
    super.onSettingsRead(ctx, settings);
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
    count();
    super.onSettingsAckRead(ctx);
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int stream, int increment)
      throws Http2Exception {
    count();
    super.onWindowUpdateRead(ctx, stream, increment);
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext ctx, int stream, int dependency, short weight, boolean exclusive)
      throws Http2Exception {
    count();
    super.onPriorityRead(ctx, stream, dependency, weight, exclusive);
  }

  @Override
  public void onGoAwayRead(ChannelHandlerContext ctx, int last, long error, ByteBuf reason)
      throws Http2Exception {
    count();
    super.onGoAwayRead(ctx, last, error, reason);
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext ctx, byte type, int stream, Http2Flags flags, ByteBuf payload)
      throws Http2Exception {
    count();
    super.onUnknownFrame(ctx, type, stream, flags, payload);
  }
}
