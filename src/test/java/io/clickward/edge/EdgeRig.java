package io.clickward.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickward.cert.CertificateSource;
import io.clickward.cert.CertificateTable;
import io.clickward.cert.Certificates;
import io.clickward.cert.ChallengeAnswers;
import io.clickward.cert.UnusableCertificatesException;
import io.clickward.cert.Wanted;
import io.clickward.domain.HostName;
import io.clickward.domain.TrackingDomain;
import io.clickward.event.Event;
import io.clickward.event.EventIds;
import io.clickward.event.EventSink;
import io.clickward.event.Settled;
import io.clickward.event.Settlement;
import io.clickward.link.Destination;
import io.clickward.link.Keyring;
import io.clickward.link.Link;
import io.clickward.link.LinkKey;
import io.clickward.link.LinkKind;
import io.clickward.link.LinkSeal;
import io.clickward.link.Recipient;
import io.clickward.link.Secret;
import io.clickward.testing.Domains;
import io.clickward.testing.RawClient;
import io.clickward.track.Tracker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real edge on free ports with an internal CA, a real tracker, and a sink that settles when the
 * test says so.
 */
final class EdgeRig implements AutoCloseable {
  static final String HOST = "links.example.test";
  static final String OTHER = "go.example.org";
  static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");
  private static final Keyring KEYRING =
      new Keyring(
          Secret.random(new SecureRandom()),
          List.of(new LinkKey(1, Secret.random(new SecureRandom()), NOW)));

  /** An event that waits for the test to settle it. */
  record Waiting(Event event, Settled settled) {
    /** As the journal does it: where the waiter wants to be told. */
    void settle(Settlement how) {
      settled.on().execute(() -> settled.settled(how));
    }
  }

  final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
  final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  volatile boolean holdEvents;

  /** What the next event's loop is kept with. */
  private final AtomicReference<Runnable> holdLoop = new AtomicReference<>(EdgeRig::nothing);

  final Edge edge;
  X509Certificate authority;

  static final int STREAMS_MAX = 100;
  static final int CONTINUATIONS_MAX = 16;
  private static final int PIPELINED_MAX = 64;
  private static final int MANY_CONNECTIONS = 1000;
  private static final int MANY_FRAMES = 10_000_000;

  static final EdgeSettings.Limits LIMITS =
      limits(MANY_CONNECTIONS, Times.all(Duration.ofSeconds(5)));

  /** How long a client may take, and what is open when the edge stops. */
  record Times(Duration idle, Duration header, Duration handshake, Duration stop) {
    /** No test waits for one of these: where it shortens one, it alone is what ends anything. */
    static final Times PATIENT = all(Duration.ofSeconds(30)).stop(Duration.ofSeconds(5));

    static Times all(Duration time) {
      return new Times(time, time, time, time);
    }

    Times idle(Duration time) {
      return new Times(time, header, handshake, stop);
    }

    Times header(Duration time) {
      return new Times(idle, time, handshake, stop);
    }

    Times handshake(Duration time) {
      return new Times(idle, header, time, stop);
    }

    Times stop(Duration time) {
      return new Times(idle, header, handshake, time);
    }
  }

  /** Generous but for how long a client may take. */
  static EdgeSettings.Limits limits(Times times) {
    return limits(MANY_CONNECTIONS, times);
  }

  /** Generous but for what a client may open at once, and for how long anything may take. */
  static EdgeSettings.Limits limits(int connectionsPerClientMax, Times times) {
    return limits(PIPELINED_MAX, MANY_FRAMES, MANY_CONNECTIONS, connectionsPerClientMax, times);
  }

  /** Generous but for what all clients together may open at once. */
  static EdgeSettings.Limits limitsOfAll(int connectionsMax) {
    return limits(PIPELINED_MAX, MANY_FRAMES, connectionsMax, MANY_CONNECTIONS, Times.PATIENT);
  }

  /** Generous but for HTTP/2 frames that ask for nothing. */
  static EdgeSettings.Limits limits(int idleFramesMax) {
    Times times = Times.all(Duration.ofSeconds(5));
    return limits(PIPELINED_MAX, idleFramesMax, MANY_CONNECTIONS, MANY_CONNECTIONS, times);
  }

  /** Generous but for requests that wait on one connection. */
  static EdgeSettings.Limits pipelining(int pipelinedMax) {
    return limits(pipelinedMax, MANY_FRAMES, MANY_CONNECTIONS, MANY_CONNECTIONS, Times.PATIENT);
  }

  private static EdgeSettings.Limits limits(
      int pipelinedMax,
      int idleFramesMax,
      int connectionsMax,
      int connectionsPerClientMax,
      Times times) {
    int bytesMax = 16 * 1024;
    return new EdgeSettings.Limits(
        bytesMax,
        bytesMax,
        pipelinedMax,
        STREAMS_MAX,
        200,
        CONTINUATIONS_MAX,
        1000,
        idleFramesMax,
        connectionsMax,
        connectionsPerClientMax,
        1000,
        times.idle,
        times.header,
        times.handshake,
        times.stop);
  }

  EdgeRig(Path folder, Optional<String> defaultHost, TrackingDomain... domains) throws Exception {
    this(folder, defaultHost, LIMITS, domains);
  }

  EdgeRig(Path folder, EdgeSettings.Limits limits, EdgeSettings.Proxies proxies) throws Exception {
    this(folder, Optional.empty(), limits, proxies, Domains.of(HOST));
  }

  EdgeRig(
      Path folder,
      Optional<String> defaultHost,
      EdgeSettings.Limits limits,
      TrackingDomain... domains)
      throws Exception {
    this(folder, defaultHost, limits, EdgeSettings.Proxies.NONE, domains);
  }

  private EdgeRig(
      Path folder,
      Optional<String> defaultHost,
      EdgeSettings.Limits limits,
      EdgeSettings.Proxies proxies,
      TrackingDomain... domains)
      throws Exception {
    this(internal(folder, false, domains), settings(defaultHost, limits, proxies), domains);
    this.authority = RawClient.certificate(folder.resolve("ca.pem"));
  }

  /** With certificates of the test's own. */
  EdgeRig(CertificateTable certificates, EdgeSettings settings, TrackingDomain... domains)
      throws Exception {
    this(certificates, settings, null, domains);
  }

  private EdgeRig(
      CertificateTable certificates,
      EdgeSettings settings,
      @Nullable AccessLog accessLog,
      TrackingDomain... domains)
      throws Exception {
    InstantSource clock = Clock.systemUTC();
    Tracker tracker = new Tracker(new EventIds(new SecureRandom()), clock);
    tracker.serve(
        Stream.of(domains).collect(Collectors.toMap(d -> d.host().value(), Function.identity())),
        KEYRING);
    this.edge =
        new Edge(
            settings,
            certificates,
            new ChallengeAnswers(),
            tracker,
            sink(),
            clock,
            new SecureRandom(),
            accessLog);
    edge.start();
  }

  static EdgeRig logging(Path folder, AccessLog log, TrackingDomain... domains) throws Exception {
    return new EdgeRig(internal(folder, false, domains), settings(LIMITS), log, domains);
  }

  /** All connections share an event loop. */
  static EdgeRig withOneLoop(Path folder) throws Exception {
    TrackingDomain domain = Domains.of(HOST);
    EdgeSettings settings = settings(Optional.empty(), 1, LIMITS, EdgeSettings.Proxies.NONE);
    EdgeRig rig = new EdgeRig(internal(folder, false, domain), settings, domain);
    rig.authority = RawClient.certificate(folder.resolve("ca.pem"));
    return rig;
  }

  static EdgeRig withRsa(Path folder) throws Exception {
    TrackingDomain domain = Domains.of(HOST);
    return new EdgeRig(internal(folder, true, domain), settings(LIMITS), domain);
  }

  private static Certificates internal(Path folder, boolean rsa, TrackingDomain... domains)
      throws UnusableCertificatesException {
    return Certificates.open(
        folder,
        Stream.of(domains)
            .map(d -> new Wanted(d.host(), new CertificateSource.Internal(rsa)))
            .toList(),
        Clock.systemUTC(),
        new SecureRandom());
  }

  static EdgeRig withTwoDomains(Path folder) throws Exception {
    return new EdgeRig(folder, Optional.empty(), Domains.of(HOST), Domains.of(OTHER));
  }

  private static LinkSeal seal(HostName host) {
    return LinkSeal.of(KEYRING, host.value(), 1);
  }

  static EdgeSettings settings(EdgeSettings.Limits limits) {
    return settings(Optional.empty(), limits, EdgeSettings.Proxies.NONE);
  }

  private static EdgeSettings settings(
      Optional<String> defaultHost, EdgeSettings.Limits limits, EdgeSettings.Proxies proxies) {
    return settings(defaultHost, 2, limits, proxies);
  }

  private static EdgeSettings settings(
      Optional<String> defaultHost,
      int eventLoops,
      EdgeSettings.Limits limits,
      EdgeSettings.Proxies proxies) {
    List<InetSocketAddress> anyPort =
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return new EdgeSettings(anyPort, anyPort, defaultHost, eventLoops, limits, proxies);
  }

  private static void nothing() {}

  /**
   * The event loop that records the next event serves nobody until this is released.
   *
   * @return what says that it has begun to
   */
  CountDownLatch holdLoopUntil(CountDownLatch released) {
    CountDownLatch held = new CountDownLatch(1);
    holdLoop.set(
        () -> {
          held.countDown();
          awaitQuietly(released);
        });
    return held;
  }

  /** Recording the next event fails as nothing should. */
  void failToRecord() {
    holdLoop.set(
        () -> {
          throw new IllegalStateException("on purpose");
        });
  }

  private static void awaitQuietly(CountDownLatch released) {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private EventSink sink() {
    return (event, settled) -> {
      holdLoop.getAndSet(EdgeRig::nothing).run();
      if (holdEvents) {
        waiting.add(new Waiting(event, settled));
      } else {
        events.add(event);
        settled.settled(Settlement.DURABLE);
      }
    };
  }

  static String click(String host, String destination) {
    Link link =
        new Link(
            LinkKind.CLICK,
            "spring-2026",
            new Recipient.Anonymous(),
            NOW,
            0,
            1,
            Destination.of(destination.getBytes(UTF_8)));
    return "/c/" + seal(HostName.parse(host)).seal(link, NOW);
  }

  static String open(String host) {
    Link link =
        new Link(
            LinkKind.OPEN, "spring-2026", new Recipient.Anonymous(), NOW, 0, 1, Destination.NONE);
    return "/o/" + seal(HostName.parse(host)).seal(link, NOW);
  }

  static String get(String host, String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

  int http() {
    return edge.httpAddresses().getFirst().getPort();
  }

  int https() {
    return edge.httpsAddresses().getFirst().getPort();
  }

  RawClient plain() throws IOException {
    return RawClient.plain(http());
  }

  RawClient tls(String host) throws IOException {
    return RawClient.tls(https(), host, authority);
  }

  /** Answers as they are at any time. */
  static String withoutDate(String answers) {
    return answers.replaceAll("\r\nDate: [^\r]+ GMT(?=\r\n)", "");
  }

  static Map<String, String> fields(String response) {
    return response
        .substring(0, response.indexOf("\r\n\r\n"))
        .lines()
        .skip(1)
        .map(line -> line.split(": ", 2))
        .collect(Collectors.toMap(f -> f[0].toLowerCase(java.util.Locale.ROOT), f -> f[1]));
  }

  @Override
  public void close() {
    edge.close();
  }
}
