package io.clickward.edge;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;

/**
 * The open connections, and how they end when the server stops: every request that has arrived is
 * answered, the answer says that it is the last one, and a connection on which nothing arrives is
 * closed after a moment.
 */
final class Connections {
  /** The user event that tells a connection to close if it has nothing to answer. */
  static final Object CLOSE_IF_IDLE = new Object();

  /** Long enough for a request that was on its way when we began to stop. */
  private static final Duration LINGER = Duration.ofMillis(500);

  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private volatile boolean stopping;

  void add(Channel connection) {
    open.add(connection);
  }

  boolean stopping() {
    return stopping;
  }

  int count() {
    return open.size();
  }

  /** Lets all connections end by themselves, and closes what is left after the timeout. */
  void drain(Duration timeout) throws InterruptedException {
    stopping = true;
    if (!open.newCloseFuture().await(Math.min(LINGER.toMillis(), timeout.toMillis()))) {
      open.forEach(connection -> connection.pipeline().fireUserEventTriggered(CLOSE_IF_IDLE));
      open.newCloseFuture().await(timeout.toMillis());
    }
    open.close().await();
  }
}
