package io.clickward.edge;

import io.clickward.cert.ChallengeAnswers;
import io.clickward.event.Event;
import io.clickward.event.EventSink;
import io.clickward.event.Settled;
import io.clickward.event.Settlement;
import io.clickward.track.Answer;
import io.clickward.track.Answer.Refusal;
import io.clickward.track.TrackRequest;
import io.clickward.track.Tracker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Turns requests into answers: one instance for an HTTP/1.1 connection or an HTTP/2 stream.
 *
 * <p>An answer with an event leaves when the journal has settled it, so pipelined requests (RFC
 * 9112 section 9.3.2) become ready out of step. Exchanges are kept in the order of their requests,
 * and whoever completes the first one writes all that are ready behind it.
 */
final class ExchangeHandler extends ChannelInboundHandlerAdapter {
  /** What becomes of the connection after an answer. */
  private enum After {
    STAY,
    CLOSE,
    /** The client may still be sending; see {@link LingeringClose}. */
    LINGER
  }

  /** A request whose answer has not been written yet. */
  private static final class Exchange {
    /** HTTP/1.0, where staying is what has to be said. */
    final boolean old;

    final boolean head;
    final After after;
    @Nullable Reply reply;

    /** For {@link AnswerReports}, while somebody wants these. */
    @Nullable TrackRequest request;

    @Nullable Answer answer;
    long sinceNanos;
    long appendedNanos;
    long waitedNanos;

    Exchange(boolean old, boolean head, After after) {
      this.old = old;
      this.head = head;
      this.after = after;
    }
  }

  private final Connection connection;
  private final ChallengeAnswers challenges;
  private final Tracker tracker;
  private final EventSink events;
  private final Connections connections;
  private final EdgeStats stats;
  private final AnswerReports reports;
  private final Dates dates;

  private final Deque<Exchange> exchanges = new ArrayDeque<>(2);
  private boolean reading;

  /** The request has come to its end; only of an HTTP/2 stream, which has but one. */
  private boolean whole;

  /** The last exchange of this connection has begun: nothing after it is looked at. */
  private boolean ending;

  /** The last answer has been written, and its connection closes when it is flushed. */
  private boolean closing;

  ExchangeHandler(
      Connection connection,
      ChallengeAnswers challenges,
      Tracker tracker,
      EventSink events,
      Connections connections,
      EdgeStats stats,
      AnswerReports reports,
      Dates dates) {
    this.connection = connection;
    this.challenges = challenges;
    this.tracker = tracker;
    this.events = events;
    this.connections = connections;
    this.stats = stats;
    this.reports = reports;
    this.dates = dates;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    reading = true;
    whole = message instanceof LastHttpContent;
    try {
      if (!ending) {
        switch (message) {
          case TrackRequest plain -> begin(ctx, plain, new Exchange(false, false, after(ctx)));
          case HttpRequest request -> begin(ctx, request);
          default -> {} // what belongs to a request that is answered already
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    flush(ctx);
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    boolean old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    boolean head = HttpMethod.HEAD.equals(request.method());
    TrackRequest asked =
        request.decoderResult().isSuccess() ? Requests.read(request, connection) : null;
    if (asked == null && hasLeft(ctx)) {
      return; // it ended inside of a request, and nobody is there to be told
    }
    if (asked == null) {
      Exchange exchange = new Exchange(old, head, After.LINGER);
      add(exchange);
      refuse(ctx, exchange, statusOf(request.decoderResult()));
    } else {
      begin(ctx, asked, new Exchange(old, head, after(ctx, request)));
    }
  }

  private boolean hasLeft(ChannelHandlerContext ctx) {
    return !connection.isMultiplexed() && !ctx.channel().isActive();
  }

  private void begin(ChannelHandlerContext ctx, TrackRequest asked, Exchange exchange) {
    add(exchange);
    try {
      answer(ctx, exchange, asked);
    } catch (RuntimeException | Error e) {
      ctx.close(); // nothing will ever complete this exchange, nor those behind it
      throw e;
    }
  }

  private void add(Exchange exchange) {
    connection.requestBegins();
    exchanges.add(exchange);
    ending = exchange.after != After.STAY;
    exchange.sinceNanos = reports.wanted() ? System.nanoTime() : 0;
  }

  private void refuse(ChannelHandlerContext ctx, Exchange exchange, HttpResponseStatus status) {
    stats.countUnreadable(status);
    if (exchange.sinceNanos != 0) {
      reports.unreadable(connection.address(), status.code());
    }
    complete(ctx, exchange, Reply.unreadable(status));
  }

  /**
   * Whether the client asks on and reads nothing: what it was answered so far waits in our memory.
   */
  private static boolean isDeaf(ChannelHandlerContext ctx) {
    if (!ctx.channel().isWritable()) {
      ctx.flush();
    }
    return !ctx.channel().isWritable();
  }

  /** A request with a body ends its connection: there is nothing here to send a body to. */
  private After after(ChannelHandlerContext ctx, HttpRequest request) {
    boolean body =
        HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
    if (after(ctx) == After.LINGER || body) {
      return After.LINGER;
    }
    return HttpUtil.isKeepAlive(request) ? After.STAY : After.CLOSE;
  }

  /** What becomes of a connection whose client wants it to stay. */
  private After after(ChannelHandlerContext ctx) {
    if (isDeaf(ctx)) {
      return After.LINGER;
    }
    if (connection.mayPipelineBehind(exchanges.size())) {
      return After.STAY;
    }
    stats.limits.increment(Limit.PIPELINED);
    return After.LINGER;
  }

  private static HttpResponseStatus statusOf(DecoderResult result) {
    return switch (result.cause()) {
      case TooLongHttpLineException _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
      case TooLongHttpHeaderException _ -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
      case StrictRequestDecoder.UnknownVersion _ -> HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED;
      case null, default -> HttpResponseStatus.BAD_REQUEST;
    };
  }

  private void answer(ChannelHandlerContext ctx, Exchange exchange, TrackRequest request) {
    String challenge = challenges.file(request.host(), request.path());
    if (challenge == null) {
      track(ctx, exchange, request);
    } else {
      complete(ctx, exchange, Reply.challenge(challenge));
    }
  }

  private void track(ChannelHandlerContext ctx, Exchange exchange, TrackRequest request) {
    Answer answer = isMisdirected(request) ? Refusal.HOST_UNKNOWN : tracker.answer(request);
    stats.count(answer);
    if (exchange.sinceNanos != 0) {
      exchange.request = request;
      exchange.answer = answer;
    }
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
    exchange.appendedNanos = System.nanoTime();
    events.append(event, new Unsettled(ctx, exchange, reply));
  }

  /** An answer that goes when its event is settled, on the event loop of its connection. */
  private final class Unsettled implements Settled {
    private final ChannelHandlerContext ctx;
    private final Exchange exchange;
    private final Reply reply;

    Unsettled(ChannelHandlerContext ctx, Exchange exchange, Reply reply) {
      this.ctx = ctx;
      this.exchange = exchange;
      this.reply = reply;
    }

    @Override
    public Executor on() {
      return ctx.executor();
    }

    @Override
    public void settled(Settlement how) {
      if (how != Settlement.QUEUED) {
        exchange.waitedNanos = System.nanoTime() - exchange.appendedNanos;
        stats.journalWait.record(exchange.waitedNanos);
      }
      complete(ctx, exchange, reply);
    }
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
      flush(ctx);
    }
  }

  private void report(Exchange exchange) {
    if (exchange.sinceNanos != 0 && exchange.request != null && exchange.answer != null) {
      long nanos = System.nanoTime() - exchange.sinceNanos;
      reports.answered(exchange.request, exchange.answer, nanos, exchange.waitedNanos);
    }
  }

  private void write(ChannelHandlerContext ctx, Exchange exchange, Reply reply) {
    report(exchange);
    if (connection.isMultiplexed()) {
      writeToStream(ctx, exchange, reply);
    } else if (exchange.after == After.STAY && !(connections.stopping() && exchanges.isEmpty())) {
      Reply.Ending ending = exchange.old ? Reply.Ending.STAY_HTTP_1_0 : Reply.Ending.STAY;
      ctx.write(reply.http1(ctx.alloc(), exchange.head, ending, dates.now()), ctx.voidPromise());
    } else {
      writeLast(ctx, exchange, reply);
    }
  }

  /** The client need not end a request that is answered (RFC 9113 section 8.1): nobody waits. */
  private void writeToStream(ChannelHandlerContext ctx, Exchange exchange, Reply reply) {
    ChannelFuture written = ctx.write(reply.http2(exchange.head, dates.now()));
    if (!whole) {
      written.addListener(_ -> letGo(ctx));
    }
  }

  private void letGo(ChannelHandlerContext ctx) {
    if (!whole && ctx.channel().isActive()) {
      ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
    }
  }

  private void writeLast(ChannelHandlerContext ctx, Exchange exchange, Reply reply) {
    ending = true;
    ByteBuf bytes = reply.http1(ctx.alloc(), exchange.head, Reply.Ending.CLOSE, dates.now());
    if (exchange.after == After.LINGER) {
      ctx.write(bytes).addListener(LingeringClose.INSTANCE);
    } else if (ctx.pipeline().get(SslHandler.class) == null) {
      ctx.write(bytes).addListener(ChannelFutureListener.CLOSE);
    } else {
      // Held from here on: TLS itself flushes what it has when a handshake ended in the same read.
      connection.hold();
      ctx.write(bytes);
      closing = true;
    }
  }

  /**
   * The last answer and TLS's goodbye behind it (RFC 8446 section 6.1) leave in one piece: sending
   * is what a short connection pays most for after its handshake.
   */
  private void flush(ChannelHandlerContext ctx) {
    if (closing) {
      closing = false;
      ctx.flush();
      connection.release();
      ctx.close();
    } else {
      ctx.flush();
    }
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
