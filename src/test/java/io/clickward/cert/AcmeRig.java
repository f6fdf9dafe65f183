package io.clickward.cert;

import io.clickward.cert.AcmeSettings.Authority;
import io.clickward.cert.AcmeSettings.Binding;
import io.clickward.cert.AcmeSettings.Delegation;
import io.clickward.domain.HostName;
import io.clickward.edge.Edge;
import io.clickward.edge.EdgeSettings;
import io.clickward.event.Event;
import io.clickward.event.EventIds;
import io.clickward.event.Settlement;
import io.clickward.store.CertificateDatabase;
import io.clickward.testing.Eventually;
import io.clickward.testing.Pebble;
import io.clickward.testing.RawClient;
import io.clickward.testing.XorAtRest;
import io.clickward.track.Tracker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An edge on free ports that shows the certificates of its ACME client, and the client itself with
 * its store on disk; it can be stopped and started again as a restart of the program does.
 */
final class AcmeRig implements AutoCloseable {
  static final String HOST = "links.example.test";
  static final String OTHER = "go.example.org";
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final Set<ChallengeMethod> HTTP = Set.of(ChallengeMethod.HTTP_01);
  static final Set<ChallengeMethod> TLS = Set.of(ChallengeMethod.TLS_ALPN_01);
  static final Set<ChallengeMethod> DNS = Set.of(ChallengeMethod.DNS_01);

  /** Failures are tried again within a test's patience. */
  static final BackOff QUICK = new BackOff(List.of(Duration.ofMillis(200)));

  private static final Duration WAIT_MAX = Duration.ofSeconds(60);

  final ChallengeAnswers answers = new ChallengeAnswers();
  final Queue<Event> events = new ConcurrentLinkedQueue<>();
  final Tracker tracker;
  final Edge edge;
  private final Path data;
  private final List<Authority> authorities = new ArrayList<>();
  private Optional<Delegation> delegation = Optional.empty();
  private int ordersMax = 8;
  private boolean rsa;
  private InstantSource clock = InstantSource.system();
  private UnaryOperator<CertificateStore> storing = UnaryOperator.identity();
  CertificateDatabase store;
  private Acme acme;

  AcmeRig(Path data) throws Exception {
    this.data = data;
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    this.tracker = new Tracker(new EventIds(random), clock);
    this.edge =
        new Edge(
            settings(),
            host -> acme == null ? null : acme.find(host),
            answers,
            tracker,
            (event, settled) -> {
              events.add(event);
              settled.settled(Settlement.DURABLE);
            },
            clock,
            random,
            null);
    edge.start();
  }

  private static EdgeSettings settings() {
    List<InetSocketAddress> anyPort =
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Duration timeout = Duration.ofSeconds(10);
    EdgeSettings.Limits limits =
        new EdgeSettings.Limits(
            16_384, 8_192, 64, 100, 200, 16, 1000, 1000, 10_000, 10_000, 1000, timeout, timeout,
            timeout, timeout);
    return new EdgeSettings(
        anyPort, anyPort, Optional.empty(), 2, limits, EdgeSettings.Proxies.NONE);
  }

  int http() {
    return edge.httpAddresses().getFirst().getPort();
  }

  int https() {
    return edge.httpsAddresses().getFirst().getPort();
  }

  AcmeRig at(Pebble pebble) {
    return at(pebble, Optional.empty());
  }

  AcmeRig at(Pebble pebble, Optional<Binding> binding) {
    return at(
        new Authority(
            "pebble" + authorities.size(),
            pebble.directory(),
            binding,
            Optional.empty(),
            Optional.of(pebble.trust())));
  }

  AcmeRig at(Authority authority) {
    authorities.add(authority);
    return this;
  }

  AcmeRig delegating(Delegation to) {
    delegation = Optional.of(to);
    return this;
  }

  AcmeRig withRsa() {
    rsa = true;
    return this;
  }

  AcmeRig clock(InstantSource wrong) {
    clock = wrong;
    return this;
  }

  AcmeRig ordersMax(int max) {
    ordersMax = max;
    return this;
  }

  /** Has the client see its store through something. */
  AcmeRig storing(UnaryOperator<CertificateStore> through) {
    storing = through;
    return this;
  }

  AcmeRig start() throws Exception {
    return start(QUICK);
  }

  AcmeRig start(BackOff backOff) throws Exception {
    return start(Patience.of(backOff));
  }

  AcmeRig start(Patience patience) throws Exception {
    AcmeSettings settings =
        new AcmeSettings(
            authorities,
            List.of("ops@example.com"),
            List.of(ChallengeMethod.values()),
            ordersMax,
            rsa,
            delegation);
    store = CertificateDatabase.in(data, new XorAtRest());
    acme = Acme.open(settings, storing.apply(store), answers, patience, clock, new SecureRandom());
    acme.start(Map.of());
    return this;
  }

  /** Stops the client as the program's end does; the edge goes on with nothing to show. */
  void stop() throws Exception {
    Acme stopping = acme;
    acme = null;
    stopping.close();
    store.close();
  }

  Acme acme() {
    return acme;
  }

  /** Wants hosts and waits until each has a certificate; gives how long that took. */
  Duration issue(Set<ChallengeMethod> possible, String... hosts) throws Exception {
    acme.want(
        Stream.of(hosts).map(HostName::parse).collect(Collectors.toMap(h -> h, _ -> possible)));
    return awaitAll(hosts);
  }

  Duration awaitAll(String... hosts) throws IOException, InterruptedException {
    try {
      return Eventually.await(
          "certificates for " + hosts.length + " hosts",
          WAIT_MAX,
          () -> Stream.of(hosts).allMatch(host -> acme.find(host) != null));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ": " + acme.problems(), e);
    }
  }

  void release(String host) {
    acme.release(HostName.parse(host));
  }

  /**
   * Wants a certificate that is not to be had: how it stands with the host once it is planned
   * again.
   */
  AcmeStatus refused(String host) throws Exception {
    acme().want(HostName.parse(host), HTTP);
    Eventually.await(
        "a problem and a plan",
        PATIENCE,
        () -> status(host).problem().isPresent() && status(host).next().isPresent());
    return status(host);
  }

  AcmeStatus status(String host) {
    return acme.status(HostName.parse(host)).orElseThrow();
  }

  /** CPU time that this process has used. */
  static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }

  /** A handshake that trusts the CA's root and nothing else; throws when it fails. */
  void handshake(Pebble pebble, String host) throws Exception {
    RawClient.tls(https(), host, pebble.root()).close();
  }

  static Map<HostName, Set<ChallengeMethod>> wishes(
      Set<ChallengeMethod> possible, String... hosts) {
    return Stream.of(hosts).map(HostName::parse).collect(Collectors.toMap(h -> h, _ -> possible));
  }

  @Override
  public void close() throws Exception {
    if (acme != null) {
      stop();
    }
    edge.close();
  }
}
