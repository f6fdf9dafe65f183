package io.clickward.edge;

import io.clickward.edge.EdgeSettings.Limits;
import io.clickward.edge.EdgeSettings.Proxies;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One accepted connection: who is at its other end, and until when it must have moved on. It stands
 * first in the pipeline, and a {@link Roster} of its event loop looks at its deadline now and then:
 * a timer for each connection is not needed.
 *
 * <p>The deadline moves when a handshake ends and when a request is complete, not with each byte: a
 * client that sends one byte a minute gains nothing.
 */
final class Connection extends ChannelDuplexHandler {
  /** What the client owes us. */
  private enum Owes {
    /** All that comes before HTTP: a PROXY protocol header, a TLS handshake. */
    HANDSHAKE,
    HEADER,
    NOTHING
  }

  private static final byte[] NO_ADDRESS = new byte[4];

  final Channel channel;
  private final Roster roster;
  private final Limits limits;
  private final Proxies proxies;
  private byte[] address;
  private boolean forwarded;
  private @Nullable String named;
  private boolean multiplexed;
  private boolean holding;
  private boolean behind;
  private boolean overdueSeen;
  private Owes owes;
  private long deadlineNanos;

  /** The client that has one connection more because of this one; null when none has. */
  @Nullable Long countedAs;

  /** Neighbours in the roster. */
  @Nullable Connection previous;

  @Nullable Connection next;

  Connection(Channel channel, Roster roster, EdgeSettings settings) {
    this.channel = channel;
    this.roster = roster;
    this.limits = settings.limits();
    this.proxies = settings.proxies();
    this.address = addressOf(channel);
    this.forwarded = proxies.forward(address);
    this.owes = Owes.HANDSHAKE;
    this.deadlineNanos = roster.in(limits.handshakeTimeout());
  }

  private static byte[] addressOf(Channel connection) {
    // A connection that was reset before we looked has no address any more.
    return connection.remoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getAddress()
        : NO_ADDRESS;
  }

  /** The address at the other end, 4 or 16 bytes. */
  byte[] address() {
    return address;
  }

  /** A PROXY protocol header says who is really at the other end. */
  void addressIs(byte[] real) {
    address = real;
    forwarded = proxies.forward(real);
  }

  /** Whether the other end is a believed proxy, whose requests say whose they are. */
  boolean isForwarded() {
    return forwarded;
  }

  /** Whose request it is: the other end's, or that of the client whom a believed proxy names. */
  byte[] client(HttpHeaders headers) {
    return forwarded ? ForwardedFor.client(headers, proxies, address) : address;
  }

  /** The host that the handshake was made for, null on plain HTTP. */
  @Nullable String named() {
    return named;
  }

  /** HTTP/2: requests come on streams of their own, and the connection is not theirs to close. */
  boolean isMultiplexed() {
    return multiplexed;
  }

  void nameIs(String host) {
    named = host;
  }

  /** Whether a request that comes behind so many waiting ones may have another behind it. */
  boolean mayPipelineBehind(int waiting) {
    return waiting < limits.pipelinedMax() - 1;
  }

  /** Requests may come now; plain HTTP begins here. */
  void handshakeDone(boolean http2) {
    multiplexed = http2;
    owe(Owes.HEADER, limits.headerTimeout());
  }

  /** A whole request is here; the next one may take its time. */
  void requestBegins() {
    owe(Owes.NOTHING, limits.idleTimeout());
  }

  private void owe(Owes what, Duration time) {
    owes = what;
    overdueSeen = false;
    deadlineNanos = in(time);
  }

  /** The moment after some time from now, as exact as deadlines are. */
  long in(Duration time) {
    return roster.in(time);
  }

  boolean isOverdue(long nowNanos) {
    return nowNanos - deadlineNanos > 0;
  }

  /** Whether nobody asked this of the deadline; an idle connection may have answers to give. */
  boolean isFirstOverdue() {
    boolean first = !overdueSeen;
    overdueSeen = true;
    return first;
  }

  /** The limit that the deadline is of. */
  Limit limitOfTime() {
    return switch (owes) {
      case HANDSHAKE -> Limit.HANDSHAKE;
      case HEADER -> Limit.HEADER;
      case NOTHING -> Limit.IDLE;
    };
  }

  /** Whether it is only the next request that has not come. */
  boolean isIdle() {
    return owes == Owes.NOTHING;
  }

  /** Closes without a word to anybody. */
  void cut() {
    channel.pipeline().firstContext().close();
  }

  /** Keeps what is flushed from the socket until {@link #release}. */
  void hold() {
    holding = true;
  }

  /** From now on a flush reaches the socket, with all that was held. */
  void release() {
    holding = false;
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (!holding) {
      ctx.flush();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    if (owes == Owes.NOTHING && !multiplexed) {
      owe(Owes.HEADER, limits.headerTimeout());
    }
    ctx.fireChannelRead(bytes);
  }

  /** Whether to read on: not while there is still something to do for what was read. */
  void readsOn(boolean on) {
    behind = !on;
    readIfWanted();
  }

  /** A client that does not read its answers is not asked for more requests. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    readIfWanted();
    ctx.fireChannelWritabilityChanged();
  }

  private void readIfWanted() {
    channel.config().setAutoRead(!behind && channel.isWritable());
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    roster.remove(this);
    ctx.fireChannelInactive();
  }
}
