package io.clickward.edge;

import io.clickward.event.Event;
import io.clickward.event.EventSink;
import io.clickward.track.Answer;
import io.clickward.track.Answer.Refusal;
import io.clickward.track.TrackRequest;
import io.clickward.track.Tracker;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Turns requests into answers: one instance for an HTTP/1.1 connection or an HTTP/2 stream.
 *
 * <p>An answer with an event leaves when the journal has settled it, so pipelined requests (RFC
 * 9112 section 9.3.2) become ready out of step. Exchanges are kept in the order of their requests,
 * and whoever completes the first one writes all that are ready behind it.
 */
final class ExchangeHandler extends ChannelInboundHandlerAdapter {
  /**
   * Requests of one connection that may wait for their answers; the last of them ends the
   * connection.
   */
  private static final int PIPELINED_MAX = 64;

  /** What becomes of the connection after an answer. */
  private enum After {
    STAY,
    CLOSE,
    /** The client may still be sending; see {@link LingeringClose}. */
    LINGER
  }

  /** A request whose answer has not been written yet. */
  private static final class Exchange {
    final HttpVersion version;
    final boolean head;
    final After after;
    @Nullable Reply reply;

    Exchange(HttpRequest request, After after) {
      this.version = request.protocolVersion();
      this.head = HttpMethod.HEAD.equals(request.method());
      this.after = after;
    }
  }

  private final Connection connection;
  private final Tracker tracker;
  private final EventSink events;
  private final Connections connections;
  private final EdgeStats stats;

  private final Deque<Exchange> exchanges = new ArrayDeque<>(2);
  private boolean reading;

  /** The last exchange of this connection has begun: nothing after it is looked at. */
  private boolean ending;

  ExchangeHandler(
      Connection connection,
      Tracker tracker,
      EventSink events,
      Connections connections,
      EdgeStats stats) {
    this.connection = connection;
    this.tracker = tracker;
    this.events = events;
    this.connections = connections;
    this.stats = stats;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    reading = true;
    try {
      if (message instanceof HttpRequest request && !ending) {
        begin(ctx, request);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    ctx.flush();
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    connection.requestBegins();
    TrackRequest asked =
        request.decoderResult().isSuccess() ? Requests.read(request, connection) : null;
    Exchange exchange = new Exchange(request, asked == null ? After.LINGER : after(request));
    exchanges.add(exchange);
    ending = exchange.after != After.STAY;
    if (asked == null) {
      stats.badRequests.increment();
      complete(ctx, exchange, Reply.unreadable(statusOf(request.decoderResult())));
    } else {
      answer(ctx, exchange, asked);
    }
  }

  /** A request with a body ends its connection: there is nothing here to send a body to. */
  private After after(HttpRequest request) {
    boolean body =
        HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
    if (body || exchanges.size() >= PIPELINED_MAX - 1) {
      return After.LINGER;
    }
    return HttpUtil.isKeepAlive(request) ? After.STAY : After.CLOSE;
  }

  private static HttpResponseStatus statusOf(DecoderResult result) {
    return switch (result.cause()) {
      case TooLongHttpLineException _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
      case TooLongHttpHeaderException _ -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
      case null, default -> HttpResponseStatus.BAD_REQUEST;
    };
  }

  private void answer(ChannelHandlerContext ctx, Exchange exchange, TrackRequest request) {
    Answer answer = isMisdirected(request) ? Refusal.HOST_UNKNOWN : tracker.answer(request);
    stats.count(answer);
    Reply reply = Reply.of(answer);
    switch (answer) {
      case Answer.Redirect redirect -> completeWhenSettled(ctx, exchange, redirect.event(), reply);
      case Answer.Pixel pixel -> completeWhenSettled(ctx, exchange, pixel.event(), reply);
      case Answer.Robots _, Answer.Health _, Refusal _ -> complete(ctx, exchange, reply);
    }
  }

  /** SNI and Host must be the same host (RFC 9110 section 7.4). */
  private boolean isMisdirected(TrackRequest request) {
    String named = connection.named();
    return named != null && !named.equals(request.host()) && !Tracker.isHealth(request);
  }

  /**
   * However the journal settles the event, the answer goes: late and lost events are counted there.
   */
  private void completeWhenSettled(
      ChannelHandlerContext ctx, Exchange exchange, Event event, Reply reply) {
    events.append(
        event,
        _ -> {
          if (ctx.executor().inEventLoop()) {
            complete(ctx, exchange, reply);
          } else {
            ctx.executor().execute(() -> complete(ctx, exchange, reply));
          }
        });
  }

  private void complete(ChannelHandlerContext ctx, Exchange exchange, Reply reply) {
    exchange.reply = reply;
    for (Exchange first = exchanges.peek();
        first != null && first.reply != null;
        first = exchanges.peek()) {
      exchanges.remove();
      write(ctx, first, first.reply);
    }
    if (!reading) {
      ctx.flush();
    }
  }

  private void write(ChannelHandlerContext ctx, Exchange exchange, Reply reply) {
    if (connection.isMultiplexed()) {
      ctx.write(reply.http2(exchange.head));
    } else if (exchange.after == After.STAY && !(connections.stopping() && exchanges.isEmpty())) {
      boolean old = exchange.version.equals(HttpVersion.HTTP_1_0);
      Reply.Ending ending = old ? Reply.Ending.STAY_HTTP_1_0 : Reply.Ending.STAY;
      ctx.write(reply.http1(ctx.alloc(), exchange.head, ending), ctx.voidPromise());
    } else {
      writeLast(ctx, exchange, reply);
    }
  }

  private void writeLast(ChannelHandlerContext ctx, Exchange exchange, Reply reply) {
    ending = true;
    boolean linger = exchange.after == After.LINGER;
    ctx.write(reply.http1(ctx.alloc(), exchange.head, Reply.Ending.CLOSE))
        .addListener(linger ? LingeringClose.INSTANCE : ChannelFutureListener.CLOSE);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Connections.CLOSE_IF_IDLE && exchanges.isEmpty()) {
      ctx.close();
    }
    ctx.fireUserEventTriggered(event);
  }

  /** A connection that is ending has answers to give first, and closes after the last of them. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!ending || exchanges.isEmpty()) {
      ctx.close();
    }
  }
}
