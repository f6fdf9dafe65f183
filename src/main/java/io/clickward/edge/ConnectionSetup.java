package io.clickward.edge;

import io.clickward.cert.ChallengeAnswers;
import io.clickward.edge.EdgeSettings.Limits;
import io.clickward.event.EventSink;
import io.clickward.track.Tracker;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLEngine;

/**
 * What stands between a socket and the exchange handler: a PROXY protocol header where a proxy
 * sends one, TLS by SNI, then HTTP/1.1 or HTTP/2 as the client chose.
 */
final class ConnectionSetup {
  private static final int RESETS_WINDOW_SECONDS = 30;

  /**
   * Reads until a decoder gives back what it has read of a buffer that begins a record or a frame
   * and not ends it. Netty's 16 would let the buffer of one who floods grow to a megabyte.
   */
  static final int READS_KEPT_MAX = 1;

  private final EdgeSettings settings;
  private final TlsContexts contexts;
  private final ChallengeAnswers challenges;
  private final Tracker tracker;
  private final EventSink events;
  private final Connections connections;
  private final Executor readers;
  private final EdgeStats stats;
  private final AnswerReports reports;
  private final Dates dates;
  private final Unserved unserved = new Unserved();

  ConnectionSetup(
      EdgeSettings settings,
      TlsContexts contexts,
      ChallengeAnswers challenges,
      Tracker tracker,
      EventSink events,
      Connections connections,
      Executor readers,
      EdgeStats stats,
      AnswerReports reports,
      Dates dates) {
    this.settings = settings;
    this.contexts = contexts;
    this.challenges = challenges;
    this.tracker = tracker;
    this.events = events;
    this.connections = connections;
    this.readers = readers;
    this.stats = stats;
    this.reports = reports;
    this.dates = dates;
  }

  ChannelInitializer<Channel> plain() {
    return accepting(this::beginPlain);
  }

  ChannelInitializer<Channel> tls() {
    return accepting(this::beginTls);
  }

  private ChannelInitializer<Channel> accepting(BiConsumer<ChannelPipeline, Connection> begin) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        Connection connection = connections.admit(channel);
        if (connection == null) {
          return;
        }
        ChannelPipeline pipeline = channel.pipeline().addLast(connection);
        if (settings.proxies().speakProtocol(connection.address())) {
          Runnable next = () -> begin.accept(pipeline, connection);
          ProxyHeader.expect(pipeline, connection, connections, stats, next);
        } else {
          begin.accept(pipeline, connection);
        }
      }
    };
  }

  private void beginPlain(ChannelPipeline pipeline, Connection connection) {
    connection.handshakeDone(false);
    http1(pipeline, connection);
  }

  private void beginTls(ChannelPipeline pipeline, Connection connection) {
    pipeline
        .addLast(
            new SniSelector(
                connection, contexts, challenges, settings.defaultHost(), readers, stats, unserved))
        .addLast(new Negotiated(connection));
  }

  /** Answers are written as bytes, so that only requests need a codec. */
  private void http1(ChannelPipeline pipeline, Connection connection) {
    Limits limits = settings.limits();
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.urlBytesMax())
            .setMaxHeaderSize(limits.headerBytesMax());
    pipeline.addLast(new RequestDecoder(config, connection)).addLast(exchanges(connection));
  }

  private void http2(ChannelPipeline pipeline, Connection connection) {
    Limits limits = settings.limits();
    Http2Settings ours =
        Http2Settings.defaultSettings()
            .maxConcurrentStreams(limits.streamsMax())
            .maxHeaderListSize(limits.headerBytesMax());
    Http2FrameCodec frames =
        new Http2Codec(stats, connection, limits.idleFramesMax())
            .initialSettings(ours)
            .validateRequiredPseudoHeaders(true)
            .decoderEnforceMaxRstFramesPerWindow(limits.resetsMax(), RESETS_WINDOW_SECONDS)
            .decoderEnforceMaxSmallContinuationFrames(limits.continuationsMax())
            .encoderEnforceMaxQueuedControlFrames(limits.controlFramesMax())
            .gracefulShutdownTimeoutMillis(limits.stopTimeout().toMillis())
            .build();
    frames.setDiscardAfterReads(READS_KEPT_MAX);
    pipeline
        .addLast(new Portions(connection))
        // The codec flushes for every answer that a reset cuts off.
        .addLast(new FlushConsolidationHandler())
        .addLast(frames)
        .addLast(new Http2MultiplexHandler(stream(connection)))
        .addLast(new CloseHttp2(stats));
  }

  private ChannelInitializer<Channel> stream(Connection connection) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel stream) {
        stream
            .pipeline()
            .addLast(new Http2StreamFrameToHttpObjectCodec(true))
            .addLast(MalformedRequests.INSTANCE)
            .addLast(exchanges(connection));
      }
    };
  }

  private ExchangeHandler exchanges(Connection connection) {
    return new ExchangeHandler(
        connection, challenges, tracker, events, connections, stats, reports, dates);
  }

  /** After the handshake: the protocol that ALPN (RFC 7301) agreed on. */
  private final class Negotiated extends ApplicationProtocolNegotiationHandler {
    private final Connection connection;
    private final long sinceNanos = System.nanoTime();

    Negotiated(Connection connection) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.connection = connection;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      boolean http2 = protocol.equals(ApplicationProtocolNames.HTTP_2);
      count(ctx.pipeline().get(SslHandler.class).engine(), http2);
      connection.handshakeDone(http2);
      if (http2) {
        http2(ctx.pipeline(), connection);
      } else {
        http1(ctx.pipeline(), connection);
      }
    }

    private void count(SSLEngine engine, boolean http2) {
      Handshake kind = Handshake.of(engine);
      stats.handshakes.increment(kind);
      HandshakeEvent event = new HandshakeEvent();
      if (event.isEnabled()) {
        event.version = kind.version();
        event.suite = engine.getSession().getCipherSuite();
        event.resumed = kind.resumed();
        event.http2 = http2;
        event.time = System.nanoTime() - sinceNanos;
        event.commit();
      }
    }

    /** Until a protocol is chosen, nobody else here listens to what is told. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
      if (event instanceof SslHandshakeCompletionEvent ended && !ended.isSuccess()) {
        stats.handshakeFailures.increment();
      } else if (event == Connections.CLOSE_IF_IDLE) {
        ctx.close();
      }
      super.userEventTriggered(ctx, event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
