package io.clickward.edge;

import io.clickward.track.TrackRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Gives a plain request as the {@link TrackRequest} that it is, and every other as Netty's
 * messages.
 */
final class RequestDecoder extends StrictRequestDecoder {
  private final PlainHead plain;

  /** Whether the next byte is the first of a request. */
  private boolean between = true;

  RequestDecoder(HttpDecoderConfig config, Connection connection) {
    super(config);
    this.plain =
        new PlainHead(connection, config.getMaxInitialLineLength(), config.getMaxHeaderSize());
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out)
      throws Exception {
    TrackRequest request = between ? plain.read(bytes) : null;
    if (request == null) {
      super.decode(ctx, bytes, out);
      between = endsRequest(out);
    } else {
      out.add(request);
    }
  }

  /** What is broken ends its connection: nothing that comes behind it is a request. */
  private static boolean endsRequest(List<Object> out) {
    return !out.isEmpty()
        && out.getLast() instanceof LastHttpContent last
        && last.decoderResult().isSuccess();
  }
}
