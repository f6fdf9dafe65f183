package io.clickward.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DecoratingHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameWriter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Netty's HTTP/2 codec, watched for the limits that it keeps and the malformed requests that it
 * finds by itself: it tells nobody of them but the client, so they are counted by what it sends.
 */
final class Http2Codec extends Http2FrameCodecBuilder {
  /** What Netty says to a client of the limit that it went over. */
  private static final Map<String, Limit> CALM_DOWN =
      Map.of(
          "of RST frames",
          Limit.RESETS,
          "consecutive continuations frames",
          Limit.CONTINUATIONS,
          "of outstanding control frames",
          Limit.CONTROL_FRAMES,
          IdleFrames.WORDS,
          Limit.IDLE_FRAMES);

  private static final AsciiString TOO_LARGE =
      HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.codeAsText();

  private final EdgeStats stats;
  private final Connection connection;
  private final int idleFramesMax;

  Http2Codec(EdgeStats stats, Connection connection, int idleFramesMax) {
    this.stats = stats;
    this.connection = connection;
    this.idleFramesMax = idleFramesMax;
    server(true);
  }

  @Override
  protected Http2FrameCodec build(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
    return super.build(new Limited(decoder), new Watched(encoder), settings);
  }

  private final class Limited extends DecoratingHttp2ConnectionDecoder {
    Limited(Http2ConnectionDecoder decoder) {
      super(decoder);
    }

    @Override
    public void frameListener(Http2FrameListener listener) {
      super.frameListener(new IdleFrames(listener, connection, idleFramesMax));
    }
  }

  private final class Watched extends DecoratingHttp2ConnectionEncoder {
    private final Http2FrameWriter frames;

    Watched(Http2ConnectionEncoder encoder) {
      super(encoder);
      frames = new WatchedFrames(encoder.frameWriter());
    }

    @Override
    public ChannelFuture writeHeaders(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int padding,
        boolean endOfStream,
        ChannelPromise promise) {
      if (AsciiString.contentEquals(TOO_LARGE, headers.status())) {
        stats.limits.increment(Limit.HEADER_BYTES); // and the stream is reset behind it
      }
      return super.writeHeaders(ctx, streamId, headers, padding, endOfStream, promise);
    }

    /** What the codec itself has to say to a client goes past the encoder. */
    @Override
    public Http2FrameWriter frameWriter() {
      return frames;
    }
  }

  private final class WatchedFrames extends DecoratingHttp2FrameWriter {
    WatchedFrames(Http2FrameWriter frames) {
      super(frames);
    }

    @Override
    public ChannelFuture writeRstStream(
        ChannelHandlerContext ctx, int streamId, long error, ChannelPromise promise) {
      if (error == Http2Error.REFUSED_STREAM.code()) {
        stats.limits.increment(Limit.STREAMS);
      } else if (error == Http2Error.PROTOCOL_ERROR.code()) {
        stats.badRequests.increment();
      }
      return super.writeRstStream(ctx, streamId, error, promise);
    }

    @Override
    public ChannelFuture writeGoAway(
        ChannelHandlerContext ctx,
        int lastStreamId,
        long error,
        ByteBuf reason,
        ChannelPromise promise) {
      if (error == Http2Error.ENHANCE_YOUR_CALM.code()) {
        countCalmDown(reason.toString(StandardCharsets.UTF_8));
      }
      return super.writeGoAway(ctx, lastStreamId, error, reason, promise);
    }
  }

  private void countCalmDown(String reason) {
    CALM_DOWN.forEach(
        (words, limit) -> {
          if (reason.contains(words)) {
            stats.limits.increment(limit);
          }
        });
  }
}
