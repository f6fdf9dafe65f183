package io.clickward.edge;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop, touched on that loop only. Its clock advances with each round,
 * which makes a deadline a field to write and nothing else; deadlines are kept to within one round.
 */
final class Roster {
  private static final long ROUND_MILLIS = 250;
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(ROUND_MILLIS);

  private final EventLoop loop;
  private final Connections connections;
  private @Nullable Connection first;
  private volatile long nowNanos = System.nanoTime();

  Roster(EventLoop loop, Connections connections) {
    this.loop = loop;
    this.connections = connections;
  }

  void start() {
    loop.scheduleAtFixedRate(this::round, ROUND_MILLIS, ROUND_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** How long the loop has not come round; more than a moment says that something keeps it. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - nowNanos);
  }

  /** The moment after some time from now, rounded up: now may be a round later than was seen. */
  long in(Duration time) {
    return nowNanos + ROUND_NANOS + time.toNanos();
  }

  void add(Connection connection) {
    connection.next = first;
    if (first != null) {
      first.previous = connection;
    }
    first = connection;
  }

  void remove(Connection connection) {
    Connection before = connection.previous;
    Connection after = connection.next;
    if (before != null) {
      before.next = after;
    } else if (first == connection) {
      first = after;
    } else {
      return;
    }
    if (after != null) {
      after.previous = before;
    }
    connection.previous = null;
    connection.next = null;
    connections.gone(connection);
  }

  private void round() {
    nowNanos = System.nanoTime();
    each(
        connection -> {
          if (connection.isOverdue(nowNanos)) {
            connections.overdue(connection);
          }
        });
  }

  /** Tells each connection something, on the loop. */
  void tell(Object event) {
    loop.execute(
        () -> each(connection -> connection.channel.pipeline().fireUserEventTriggered(event)));
  }

  void closeAll() {
    loop.execute(() -> each(connection -> connection.channel.close()));
  }

  /** What is done to one may take it off the roster. */
  private void each(Consumer<Connection> what) {
    Connection connection = first;
    while (connection != null) {
      Connection next = connection.next;
      what.accept(connection);
      connection = next;
    }
  }
}
