package io.clickward.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello's server name (RFC 6066 section 3) and continues with that host's TLS
 * context. A name that is not ours gets the alert {@code unrecognized_name} for the price of a map
 * look-up.
 */
final class SniSelector extends AbstractSniHandler<SslContext> {
  private static final int CLIENT_HELLO_BYTES_MAX = 16 * 1024;

  /**
   * Alert record: type 21, version 3.3, length 2, level fatal, unrecognized_name (RFC 8446 section
   * 6.2).
   */
  private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

  private final Connection connection;
  private final TlsContexts contexts;
  private final Optional<String> defaultHost;
  private final EdgeStats stats;
  private boolean refused;

  /** Its time is kept by the connection's deadline, and so is the handshake's. */
  SniSelector(
      Connection connection, TlsContexts contexts, Optional<String> defaultHost, EdgeStats stats) {
    super(CLIENT_HELLO_BYTES_MAX, 0);
    this.connection = connection;
    this.contexts = contexts;
    this.defaultHost = defaultHost;
    this.stats = stats;
  }

  @Override
  protected Future<SslContext> lookup(ChannelHandlerContext ctx, @Nullable String serverName) {
    Promise<SslContext> found = ctx.executor().newPromise();
    String host = serverName == null ? defaultHost.orElse(null) : serverName;
    SslContext context = host == null || refused ? null : contexts.find(host);
    if (host == null || context == null) {
      return found.setFailure(new UnknownName());
    }
    connection.nameIs(host);
    return found.setSuccess(context);
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext ctx, @Nullable String serverName, Future<SslContext> found) {
    if (found.isSuccess()) {
      startTls(ctx, found.getNow());
    } else {
      refuse(ctx);
    }
  }

  private void startTls(ChannelHandlerContext ctx, SslContext context) {
    SslHandler tls = context.newHandler(ctx.alloc());
    try {
      tls.setHandshakeTimeoutMillis(0);
      ctx.pipeline().replace(this, "tls", tls);
      tls = null;
    } finally {
      // The client may have gone while the name was looked up: the engine's native memory is then
      // ours to free.
      if (tls != null) {
        ReferenceCountUtil.safeRelease(tls.engine());
      }
    }
  }

  private void refuse(ChannelHandlerContext ctx) {
    if (!refused) {
      refused = true;
      stats.unknownNames.increment();
      ctx.writeAndFlush(Unpooled.wrappedBuffer(UNRECOGNIZED_NAME))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Says no without a stack trace: strangers choose how often it is thrown. */
  private static final class UnknownName extends Exception {
    UnknownName() {
      super("unknown server name", null, false, false);
    }
  }
}
