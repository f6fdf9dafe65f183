package io.clickward.edge;

import io.clickward.cert.ChallengeAnswers;
import io.clickward.cert.HostCertificate;
import io.clickward.edge.TlsContexts.Opened;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello's server name (RFC 6066 section 3) and continues with that host's TLS
 * context. A name that is not ours gets the alert {@code unrecognized_name} for the price of a map
 * look-up.
 */
final class SniSelector extends AbstractSniHandler<Opened> {
  private static final int CLIENT_HELLO_BYTES_MAX = 16 * 1024;

  /**
   * Alert record: type 21, version 3.3, length 2, level fatal, unrecognized_name (RFC 8446 section
   * 6.2).
   */
  private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

  /** The same of no_application_protocol (RFC 7301 section 3.2). */
  private static final byte[] NO_APPLICATION_PROTOCOL = {21, 3, 3, 0, 2, 2, 120};

  /** The same of internal_error. */
  private static final byte[] INTERNAL_ERROR = {21, 3, 3, 0, 2, 2, 80};

  private final Connection connection;
  private final TlsContexts contexts;
  private final ChallengeAnswers challenges;
  private final Optional<String> defaultHost;
  private final Executor readers;
  private final EdgeStats stats;
  private final Unserved unserved;
  private boolean refused;
  private boolean challenged;

  /**
   * Its time is kept by the connection's deadline, and so is the handshake's.
   *
   * @param readers run what may wait for a local disk; a connection has one such task at a time
   */
  SniSelector(
      Connection connection,
      TlsContexts contexts,
      ChallengeAnswers challenges,
      Optional<String> defaultHost,
      Executor readers,
      EdgeStats stats,
      Unserved unserved) {
    super(CLIENT_HELLO_BYTES_MAX, 0);
    this.connection = connection;
    this.contexts = contexts;
    this.challenges = challenges;
    this.defaultHost = defaultHost;
    this.readers = readers;
    this.stats = stats;
    this.unserved = unserved;
  }

  /** A CA's challenge (RFC 8737 section 3) is told from other clients by its only protocol. */
  @Override
  protected Future<Opened> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf clientHello)
      throws Exception {
    ByteBuf protocols =
        clientHello == null ? Unpooled.EMPTY_BUFFER : ClientHello.protocols(clientHello);
    challenged =
        challenges.expectHandshakes()
            && ClientHello.isOnly(ChallengeAnswers.ALPN_PROTOCOL, protocols);
    if (challenged || speaksOurs(protocols)) {
      return super.lookup(ctx, clientHello);
    }
    return ctx.executor().newFailedFuture(new NoProtocol());
  }

  /** Whoever offers none at all gets HTTP/1.1. */
  private static boolean speaksOurs(ByteBuf protocols) {
    return !protocols.isReadable()
        || ClientHello.has(ApplicationProtocolNames.HTTP_2, protocols)
        || ClientHello.has(ApplicationProtocolNames.HTTP_1_1, protocols);
  }

  /** A host whose certificate is not in memory is opened by a thread that may wait for a disk. */
  @Override
  protected Future<Opened> lookup(ChannelHandlerContext ctx, @Nullable String serverName) {
    Promise<Opened> found = ctx.executor().newPromise();
    String host = hostOf(serverName);
    if (host == null || refused) {
      return found.setFailure(new UnknownName());
    }
    ByteBufAllocator memory = ctx.alloc();
    HostCertificate answer = challenged ? challenges.certificate(host) : null;
    if (answer != null) {
      return found.setSuccess(contexts.forChallenge(host, answer, memory));
    }
    if (challenged) {
      return found.setFailure(new NoProtocol()); // no CA has reason to ask for this host now
    }
    if (contexts.isAtHand(host)) {
      open(found, host, memory);
    } else {
      openLater(ctx, found, host);
    }
    return found;
  }

  /** Not for a client that has left meanwhile: many that come and leave would keep the others. */
  private void openLater(ChannelHandlerContext ctx, Promise<Opened> found, String host) {
    ByteBufAllocator memory = ctx.alloc();
    try {
      readers.execute(
          () -> {
            if (ctx.channel().isActive()) {
              open(found, host, memory);
            } else {
              found.setFailure(new Left());
            }
          });
    } catch (RejectedExecutionException e) {
      found.setFailure(e);
    }
  }

  private @Nullable String hostOf(@Nullable String serverName) {
    return serverName == null ? defaultHost.orElse(null) : serverName;
  }

  private void open(Promise<Opened> found, String host, ByteBufAllocator memory) {
    try {
      Opened opened = contexts.open(host, memory);
      if (opened == null) {
        found.setFailure(new UnknownName());
      } else {
        found.setSuccess(opened);
      }
    } catch (RuntimeException | Error e) {
      found.setFailure(e);
    }
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext ctx, @Nullable String serverName, Future<Opened> found) {
    if (found.isSuccess()) {
      Opened opened = found.getNow();
      connection.nameIs(opened.host());
      startTls(ctx, opened.tls());
    } else if (!refused) {
      refuse(ctx, serverName, found.cause());
    }
  }

  /** The client may have gone while the name was looked up: the engine is then ours to free. */
  private void startTls(ChannelHandlerContext ctx, SslHandler tls) {
    if (ctx.isRemoved()) {
      ReferenceCountUtil.safeRelease(tls.engine());
      return;
    }
    tls.setHandshakeTimeoutMillis(0);
    tls.setDiscardAfterReads(ConnectionSetup.READS_KEPT_MAX);
    ctx.pipeline().replace(this, "tls", tls);
  }

  private void refuse(ChannelHandlerContext ctx, @Nullable String serverName, Throwable cause) {
    switch (cause) {
      case UnknownName _ -> {
        stats.unknownNames.increment();
        end(ctx, UNRECOGNIZED_NAME);
      }
      case NoProtocol _ -> {
        stats.handshakeFailures.increment();
        end(ctx, NO_APPLICATION_PROTOCOL);
      }
      case Left _ -> {} // nobody is there to be told
      default -> fail(ctx, String.valueOf(hostOf(serverName)), cause);
    }
  }

  /** What is left of the bytes is looked at again when the client closes, and means nothing. */
  private void end(ChannelHandlerContext ctx, byte[] alert) {
    refused = true;
    ctx.writeAndFlush(Unpooled.wrappedBuffer(alert)).addListener(ChannelFutureListener.CLOSE);
  }

  /** The host is ours and cannot be served: a fault of ours, which the log has to name. */
  private void fail(ChannelHandlerContext ctx, String host, Throwable cause) {
    stats.handshakeFailures.increment();
    unserved.tell(host, cause);
    end(ctx, INTERNAL_ERROR);
  }

  /** Says no without a stack trace: strangers choose how often it is thrown. */
  private static final class UnknownName extends Exception {
    UnknownName() {
      super("unknown server name", null, false, false);
    }
  }

  private static final class Left extends Exception {
    Left() {
      super("the client has left", null, false, false);
    }
  }

  private static final class NoProtocol extends Exception {
    NoProtocol() {
      super("no protocol of ours", null, false, false);
    }
  }
}
