package io.clickward.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Hands on so many bytes of a connection in a turn of its event loop, and the rest in later turns:
 * hundreds of streams fit into one read, and everybody else on the loop would wait for all of them.
 * Nothing more is read until the rest is gone, or while the client leaves its answers unread.
 */
final class Portions extends ChannelDuplexHandler {
  /** What a browser opens a connection and asks for a page with; a larger head takes more turns. */
  static final int BYTES_A_TURN = 1024;

  /**
   * What is left of two reads and of a record begun before is less. A connection whose client has
   * ended its side is read to its end whatever we say.
   */
  static final int REST_BYTES_MAX = 64 * 1024;

  private final Connection connection;
  private final Queue<ByteBuf> rest = new ArrayDeque<>(2);
  private int restBytes;
  private int bytesLeft = BYTES_A_TURN;
  private boolean scheduled;
  private boolean ended;

  Portions(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (!ended && rest.isEmpty() && bytes.readableBytes() <= bytesLeft) {
      bytesLeft -= bytes.readableBytes();
      ctx.fireChannelRead(bytes);
    } else {
      keep(ctx, bytes);
    }
  }

  /** For a later turn; what comes while the connection ends is counted and thrown away. */
  private void keep(ChannelHandlerContext ctx, ByteBuf bytes) {
    restBytes += bytes.readableBytes();
    if (ended) {
      bytes.release();
    } else {
      rest.add(bytes);
    }
    if (restBytes > REST_BYTES_MAX) {
      ctx.close();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    turnEnds(ctx);
  }

  private void turnEnds(ChannelHandlerContext ctx) {
    bytesLeft = BYTES_A_TURN;
    connection.readsOn(rest.isEmpty());
    if (!rest.isEmpty()) {
      schedule(ctx);
    }
  }

  /** A task that is due, not one to execute: those run on until none is left, all in one turn. */
  private void schedule(ChannelHandlerContext ctx) {
    if (!scheduled && ctx.channel().isWritable()) {
      scheduled = true;
      ctx.executor().schedule(() -> nextTurn(ctx), 0, TimeUnit.NANOSECONDS);
    }
  }

  private void nextTurn(ChannelHandlerContext ctx) {
    scheduled = false;
    while (bytesLeft > 0 && !rest.isEmpty()) {
      ByteBuf portion = portion();
      bytesLeft -= portion.readableBytes();
      restBytes -= portion.readableBytes();
      ctx.fireChannelRead(portion);
    }
    ctx.fireChannelReadComplete();
    turnEnds(ctx);
  }

  private ByteBuf portion() {
    ByteBuf first = rest.element();
    return first.readableBytes() <= bytesLeft ? rest.remove() : first.readRetainedSlice(bytesLeft);
  }

  /** Netty's codec asks for more after all that it is given, whether reading is on or not. */
  @Override
  public void read(ChannelHandlerContext ctx) {
    if (rest.isEmpty() && ctx.channel().isWritable()) {
      ctx.read();
    }
  }

  /**
   * The client may be sending whatever we have read: the first of a frame that is refused can be
   * all that has come of it. The codec closes twice after a GOAWAY, so no close from there is
   * final.
   */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
    if (!ended) {
      ended = true;
      drop();
      connection.readsOn(true);
      LingeringClose.begin(ctx.channel(), ctx::close);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!rest.isEmpty()) {
      schedule(ctx);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    drop();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    drop();
  }

  private void drop() {
    rest.forEach(ByteBuf::release);
    rest.clear();
    restBytes = 0;
  }
}
