package io.clickward.edge;

import io.clickward.edge.EdgeSettings.Limits;
import io.clickward.event.EventSink;
import io.clickward.track.Tracker;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;

/**
 * What stands between a socket and the exchange handler: TLS by SNI, then HTTP/1.1 or HTTP/2 as the
 * client chose.
 */
final class ConnectionSetup {
  /**
   * Requests of one read that the codec may hold. Well above what the exchange handler answers, so
   * that its polite end of the connection comes before the codec's abrupt one.
   */
  private static final int PIPELINED_DECODED_MAX = 4096;

  private final EdgeSettings settings;
  private final TlsContexts contexts;
  private final Tracker tracker;
  private final EventSink events;
  private final Connections connections;
  private final EdgeStats stats;

  ConnectionSetup(
      EdgeSettings settings,
      TlsContexts contexts,
      Tracker tracker,
      EventSink events,
      Connections connections,
      EdgeStats stats) {
    this.settings = settings;
    this.contexts = contexts;
    this.tracker = tracker;
    this.events = events;
    this.connections = connections;
    this.stats = stats;
  }

  ChannelInitializer<Channel> plain() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel connection) {
        accepted(connection);
        http1(connection.pipeline());
      }
    };
  }

  ChannelInitializer<Channel> tls() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel connection) {
        accepted(connection);
        connection
            .pipeline()
            .addLast(new SniSelector(contexts, settings, stats))
            .addLast(new Negotiated());
      }
    };
  }

  private void accepted(Channel connection) {
    stats.connections.increment();
    connections.add(connection);
    long idleMillis = settings.limits().idleTimeout().toMillis();
    connection.pipeline().addLast(new IdleStateHandler(0, 0, idleMillis, TimeUnit.MILLISECONDS));
  }

  private void http1(ChannelPipeline pipeline) {
    Limits limits = settings.limits();
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.urlBytesMax())
            .setMaxHeaderSize(limits.headerBytesMax());
    pipeline
        .addLast(new HttpServerCodec(config, PIPELINED_DECODED_MAX))
        .addLast(exchanges(Client.of(pipeline.channel(), false)));
  }

  private void http2(ChannelPipeline pipeline) {
    Limits limits = settings.limits();
    Http2Settings ours =
        Http2Settings.defaultSettings()
            .maxConcurrentStreams(limits.streamsMax())
            .maxHeaderListSize(limits.headerBytesMax());
    Client client = Client.of(pipeline.channel(), true);
    pipeline
        .addLast(
            Http2FrameCodecBuilder.forServer()
                .initialSettings(ours)
                .gracefulShutdownTimeoutMillis(limits.stopTimeout().toMillis())
                .build())
        .addLast(new Http2MultiplexHandler(stream(client)))
        .addLast(new CloseHttp2WhenIdle());
  }

  private ChannelInitializer<Channel> stream(Client client) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel stream) {
        stream
            .pipeline()
            .addLast(new Http2StreamFrameToHttpObjectCodec(true))
            .addLast(exchanges(client));
      }
    };
  }

  private ExchangeHandler exchanges(Client client) {
    return new ExchangeHandler(client, tracker, events, connections, stats);
  }

  /** After the handshake: the protocol that ALPN (RFC 7301) agreed on. */
  private final class Negotiated extends ApplicationProtocolNegotiationHandler {
    Negotiated() {
      super(ApplicationProtocolNames.HTTP_1_1);
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      stats.handshakes.increment();
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        http2(ctx.pipeline());
      } else {
        http1(ctx.pipeline());
      }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
      stats.handshakeFailures.increment();
      ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
