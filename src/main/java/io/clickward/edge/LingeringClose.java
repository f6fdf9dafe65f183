package io.clickward.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection whose client may still be sending. Closing with unread bytes would reset the
 * connection, and the client could lose the answer (RFC 9112 section 9.6): so only our side ends,
 * what still comes is thrown away, and the rest follows when the client has closed or after a
 * moment.
 */
final class LingeringClose implements ChannelFutureListener {
  static final LingeringClose INSTANCE = new LingeringClose();
  private static final long LINGER_MAX_MILLIS = 2_000;

  private LingeringClose() {}

  @Override
  public void operationComplete(ChannelFuture written) {
    Channel connection = written.channel();
    begin(connection, connection::close);
  }

  /**
   * Our side ends now. Whoever reads what still comes has to throw it away.
   *
   * @param close ends the other side too
   */
  static void begin(Channel connection, Runnable close) {
    SslHandler tls = connection.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    } else if (connection instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
    connection.eventLoop().schedule(close, LINGER_MAX_MILLIS, TimeUnit.MILLISECONDS);
  }
}
