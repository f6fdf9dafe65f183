package io.clickward.edge;

import io.clickward.cert.CertificateTable;
import io.clickward.cert.ChallengeAnswers;
import io.clickward.event.EventSink;
import io.clickward.track.Tracker;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The data plane's listeners, from the first accepted connection to the last answer. */
public final class Edge implements AutoCloseable {
  private static final int ACCEPT_BACKLOG = 4096;
  private static final int READERS = 2;

  /** Handshakes that wait for a certificate; each holds its first bytes. */
  private static final int READS_WAITING_MAX = 1024;

  /** A read is a TLS record at most: what waits for the rest of one stays as small. */
  private static final int READ_BYTES_MAX = 16 * 1024;

  /**
   * Reads of one connection before it is another's turn: a click is one, and who sends without end
   * keeps an event loop no longer than others do.
   */
  private static final int READS_A_TURN_MAX = 2;

  private static final int READ_BYTES_FIRST = 2 * 1024;
  private static final int READ_BYTES_MIN = 512;

  private static final int READERS_IDLE_SECONDS = 10;

  private final EdgeSettings settings;
  private final Transport transport = Transport.best();
  private final AdaptiveByteBufAllocator buffers = new AdaptiveByteBufAllocator();
  private final EdgeStats stats = new EdgeStats();
  private final Connections connections;
  private final TlsContexts contexts;
  private final ConnectionSetup setup;
  private final EventLoopGroup loops;
  private final ExecutorService readers;
  private final List<Channel> http = new ArrayList<>();
  private final List<Channel> https = new ArrayList<>();

  /** An edge that does not listen yet, and that no CA will look at. */
  public Edge(
      EdgeSettings settings,
      CertificateTable certificates,
      Tracker tracker,
      EventSink events,
      InstantSource clock,
      SecureRandom random) {
    this(settings, certificates, new ChallengeAnswers(), tracker, events, clock, random, null);
  }

  /** The same with what CAs ask for and an access log, which stays the caller's to close. */
  public Edge(
      EdgeSettings settings,
      CertificateTable certificates,
      ChallengeAnswers challenges,
      Tracker tracker,
      EventSink events,
      InstantSource clock,
      SecureRandom random,
      @Nullable AccessLog accessLog) {
    this.settings = settings;
    TicketKeys tickets = new TicketKeys(clock, random);
    int hostsMax = settings.limits().tlsHostsMax();
    this.contexts = new TlsContexts(certificates, transport.tls(), tickets, hostsMax);
    this.loops = transport.loops(settings.eventLoops());
    this.connections = new Connections(loops, settings, stats);
    AnswerReports reports = new AnswerReports(tracker, accessLog, clock);
    this.readers = readers();
    this.setup =
        new ConnectionSetup(
            settings,
            contexts,
            challenges,
            tracker,
            events,
            connections,
            readers,
            stats,
            reports,
            new Dates(clock));
  }

  /**
   * Threads that read certificates from the local disk while event loops go on. Not virtual ones: a
   * disk that hangs would keep the few threads that carry those.
   */
  private static ExecutorService readers() {
    ThreadPoolExecutor readers =
        new ThreadPoolExecutor(
            READERS,
            READERS,
            READERS_IDLE_SECONDS,
            TimeUnit.SECONDS,
            // Their connections are bounded, but may have left: what does not fit is refused.
            new LinkedBlockingQueue<>(READS_WAITING_MAX),
            new DefaultThreadFactory("edge-certificates", true));
    readers.allowCoreThreadTimeOut(true);
    return readers;
  }

  /**
   * Listens on every configured address.
   *
   * @throws IOException when an address cannot be had; nothing stays open then
   */
  public void start() throws IOException {
    try {
      for (InetSocketAddress address : settings.http()) {
        http.add(listen(address, setup.plain()));
      }
      for (InetSocketAddress address : settings.https()) {
        https.add(listen(address, setup.tls()));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Channel listen(InetSocketAddress address, ChannelInitializer<Channel> connection)
      throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channelFactory(() -> transport.listener(address.getAddress()))
            .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.ALLOCATOR, buffers)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(READ_BYTES_MIN, READ_BYTES_FIRST, READ_BYTES_MAX)
                    .maxMessagesPerRead(READS_A_TURN_MAX))
            .childHandler(connection);
    if (isBesideIpv4(address)) {
      bootstrap.option(Transport.IPV6_ONLY, 1);
    }
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(refused(address, bound.cause()), bound.cause());
    }
    return bound.channel();
  }

  /** All of IPv6, whose port an address of IPv4 has too: otherwise it would take that as well. */
  private boolean isBesideIpv4(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address all
        && all.isAnyLocalAddress()
        && Stream.concat(settings.http().stream(), settings.https().stream())
            .filter(other -> other.getAddress() instanceof Inet4Address)
            .anyMatch(other -> other.getPort() == address.getPort());
  }

  /** The system's words come as "bind(..) failed with error(-98): Address already in use". */
  static String refused(InetSocketAddress address, Throwable cause) {
    String said = String.valueOf(cause.getMessage());
    int words = said.lastIndexOf(": ");
    return "Cannot listen on %s:%d: %s. Stop what listens there, or change `listen` in the configuration."
        .formatted(
            address.getHostString(),
            address.getPort(),
            words < 0 ? said : said.substring(words + 2));
  }

  /**
   * Where plain HTTP is served, in the order of the settings, with the ports that were really
   * bound.
   */
  public List<InetSocketAddress> httpAddresses() {
    return addresses(http);
  }

  /** Where HTTPS is served, in the order of the settings, with the ports that were really bound. */
  public List<InetSocketAddress> httpsAddresses() {
    return addresses(https);
  }

  private static List<InetSocketAddress> addresses(List<Channel> listeners) {
    return listeners.stream().map(listener -> (InetSocketAddress) listener.localAddress()).toList();
  }

  /** What sockets and TLS are served with, in words. */
  public String transport() {
    return transport.description();
  }

  /** What has been counted. */
  public EdgeStats stats() {
    return stats;
  }

  /** Connections that are open now. */
  public int openConnections() {
    return connections.count();
  }

  /**
   * For how long the event loop that is worst off has served nobody: under a second while all is
   * well.
   */
  public Duration silence() {
    return connections.silence();
  }

  /** Bytes of memory that the buffers of all connections take, those kept for later included. */
  public long bufferBytes() {
    return buffers.metric().usedDirectMemory() + buffers.metric().usedHeapMemory();
  }

  /**
   * Stops listening, answers the requests that have arrived, then closes. Takes at most the stop
   * timeout.
   */
  @Override
  public synchronized void close() {
    if (loops.isShuttingDown()) {
      return;
    }
    try {
      for (Channel listener : http) {
        listener.close().await();
      }
      for (Channel listener : https) {
        listener.close().await();
      }
      connections.drain(settings.limits().stopTimeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    readers.shutdown();
    contexts.close();
  }
}
