package io.clickward.edge;

import io.clickward.edge.EdgeSettings.Limits;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The open connections: how many there may be, when one has to go, and how they end when the server
 * stops: a request that has arrived is answered, the answer says that it is the last one, and a
 * connection on which nothing arrives is closed after a moment. What was pipelined behind that
 * answer is the client's to repeat (RFC 9112 section 9.6).
 */
final class Connections {
  /** The user event that tells a connection to close if it has nothing to answer. */
  static final Object CLOSE_IF_IDLE = new Object();

  /** Long enough for a request that was on its way when we began to stop. */
  private static final Duration LINGER = Duration.ofMillis(500);

  private static final long LOOK_MILLIS = 10;

  private final EdgeSettings settings;
  private final Limits limits;
  private final EdgeStats stats;
  private final Map<EventExecutor, Roster> rosters = new HashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentMap<Long, Integer> openByClient = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  Connections(EventLoopGroup loops, EdgeSettings settings, EdgeStats stats) {
    this.settings = settings;
    this.limits = settings.limits();
    this.stats = stats;
    for (EventExecutor loop : loops) {
      Roster roster = new Roster((EventLoop) loop, this);
      rosters.put(loop, roster);
      roster.start();
    }
  }

  /** Takes in a connection, or closes it when there are too many. */
  @Nullable Connection admit(Channel channel) {
    stats.connections.increment();
    Roster roster = roster(channel);
    Connection connection = new Connection(channel, roster, settings);
    boolean hasRoom = open.incrementAndGet() <= limits.connectionsMax();
    if (!hasRoom || !countClient(connection)) {
      open.decrementAndGet();
      refuse(channel, hasRoom ? Limit.CONNECTIONS_PER_CLIENT : Limit.CONNECTIONS);
      return null;
    }
    roster.add(connection);
    return connection;
  }

  /**
   * Takes a proxy's connection as one of the client whom its header names, or closes it when that
   * client has too many.
   */
  boolean admitClient(Connection connection, byte[] client) {
    connection.addressIs(client);
    boolean admitted = countClient(connection);
    if (!admitted) {
      refuse(connection.channel, Limit.CONNECTIONS_PER_CLIENT);
    }
    return admitted;
  }

  private void refuse(Channel channel, Limit limit) {
    stats.limits.increment(limit);
    stats.connectionsRefused.increment();
    channel.close();
  }

  private Roster roster(Channel channel) {
    Roster roster = rosters.get(channel.eventLoop());
    if (roster == null) {
      throw new IllegalStateException("a connection is served by one of our event loops");
    }
    return roster;
  }

  /** A proxy is not a client, and what it has open says nothing about one. */
  private boolean countClient(Connection connection) {
    if (settings.proxies().contain(connection.address())) {
      return true;
    }
    Long client = clientOf(connection.address());
    if (openByClient.merge(client, 1, Integer::sum) <= limits.connectionsPerClientMax()) {
      connection.countedAs = client;
      return true;
    }
    uncount(client);
    return false;
  }

  private void uncount(Long client) {
    openByClient.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
  }

  /**
   * One client is an IPv4 address or an IPv6 /64: whoever has one address of such a network has
   * them all.
   */
  private static Long clientOf(byte[] address) {
    boolean ipv4 = address.length == 4;
    long key = ipv4 ? 0xFFFF_FFFFL : 0;
    for (int i = 0; i < (ipv4 ? 4 : 8); i++) {
      key = (key << 8) | (address[i] & 0xFF);
    }
    return key;
  }

  void gone(Connection connection) {
    if (connection.countedAs != null) {
      uncount(connection.countedAs);
    }
    open.decrementAndGet();
  }

  /** Closing may wait for the client to close too: one that owes us something waits for nothing. */
  void overdue(Connection connection) {
    boolean first = connection.isFirstOverdue();
    if (first) {
      stats.limits.increment(connection.limitOfTime());
    }
    if (connection.isIdle()) {
      connection.channel.pipeline().fireUserEventTriggered(CLOSE_IF_IDLE);
    } else if (first) {
      stats.connectionsOverdue.increment();
      connection.channel.close();
    } else {
      connection.cut();
    }
  }

  /** Of the loop that has been busy with one thing for longest. */
  Duration silence() {
    return rosters.values().stream()
        .map(Roster::silence)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  boolean stopping() {
    return stopping;
  }

  int count() {
    return open.get();
  }

  /** Lets all connections end by themselves, and closes what is left after the timeout. */
  void drain(Duration timeout) throws InterruptedException {
    stopping = true;
    if (!awaitNone(timeout.compareTo(LINGER) < 0 ? timeout : LINGER)) {
      rosters.values().forEach(roster -> roster.tell(CLOSE_IF_IDLE));
      awaitNone(timeout);
    }
    rosters.values().forEach(Roster::closeAll);
  }

  private boolean awaitNone(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (open.get() > 0 && System.nanoTime() - end < 0) {
      Thread.sleep(LOOK_MILLIS);
    }
    return open.get() == 0;
  }
}
