package io.clickward.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.dns.CaIdentity;
import io.clickward.dns.Caa;
import io.clickward.dns.ChallengeMethod;
import io.clickward.dns.Dns;
import io.clickward.dns.DnsSettings;
import io.clickward.domain.Finding;
import io.clickward.domain.HostName;
import io.clickward.net.AddressPolicy;
import io.clickward.net.OutboundConnector;
import io.clickward.net.OutboundLimits;
import io.clickward.net.OutboundTls;
import io.clickward.testing.DnsStub;
import io.clickward.testing.Golden;
import io.clickward.testing.TestCa;
import io.clickward.testing.TinyServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host's own servers, good and bad, seen through real sockets. */
class ProbeTest {
  private static final String HOST = "links.example.test";
  private final Instant now = Instant.now();
  private final TestCa ca = TestCa.root("Test CA", now.minus(Duration.ofDays(400)));
  private static final String DESTINATION = "https://www.example.test/landing?a=b";
  private static final ProbeRequest.Link LINK = new ProbeRequest.Link("/c/AQE8kz", DESTINATION);
  private static final CaIdentity LETS_ENCRYPT = CaIdentity.of("letsencrypt.org");
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
  private static final Caa NO_CAA =
      new Caa(
          Caa.State.NONE,
          "",
          List.of(),
          "",
          List.of(new Caa.Right(LETS_ENCRYPT, EnumSet.allOf(ChallengeMethod.class), "")));

  private final List<AutoCloseable> open = new ArrayList<>();
  private int httpPort;
  private int httpsPort;
  private String redirect = "HTTP/1.1 302 Found\r\nCache-Control: private, no-store\r\n";

  @BeforeEach
  void serveHttp() throws IOException {
    httpPort = keep(TinyServer.of(this::edge)).port();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private <T extends AutoCloseable> T keep(T one) {
    open.add(one);
    return one;
  }

  /** What our edge would answer. */
  private void edge(Socket socket, String head) throws IOException {
    String answer =
        head.startsWith("GET /.well-known/clickward/health ")
            ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
            : redirect + "Location: " + DESTINATION + "\r\nContent-Length: 0\r\n\r\n";
    socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
  }

  private void serveHttps(TestCa.Leaf leaf) throws Exception {
    httpsPort = keep(TinyServer.tls(leaf, this::edge)).port();
  }

  private TestCa.Leaf leaf(Duration began, Duration ends) {
    return ca.leaf(TestCa.ec(), now.minus(began), now.plus(ends), HOST);
  }

  private TestCa.Leaf good() {
    return leaf(Duration.ofDays(10), Duration.ofDays(80));
  }

  private Facts facts(Optional<ProbeRequest.Link> link, AddressPolicy policy, String... zone)
      throws IOException {
    DnsStub stub = keep(DnsStub.zone(zone));
    Dns dns =
        new Dns(
            new DnsSettings(
                List.of(stub.address()),
                stub.address().getPort(),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                100,
                "",
                _ -> true));
    OutboundLimits limits =
        new OutboundLimits(Duration.ofSeconds(2), Duration.ofSeconds(5), 8192, 1024);
    Probe probe =
        new Probe(
            dns,
            new OutboundConnector(dns::addresses, policy, limits),
            OutboundTls.platformAnd(List.of(ca.certificate())),
            InstantSource.fixed(now));
    return probe.probe(new ProbeRequest(HostName.parse(HOST), httpPort, httpsPort, link));
  }

  private Facts facts() throws IOException {
    return facts(Optional.of(LINK), LOCAL, HOST + ". A 127.0.0.1");
  }

  private static final AddressPolicy LOCAL = new AddressPolicy(InetAddress::isLoopbackAddress);

  private static List<String> codes(List<Finding> findings) {
    return findings.stream().map(f -> f.severity() + " " + f.code()).toList();
  }

  @Test
  void passesAHostWhoseLinkComesBackOverTrustedHttps() throws Exception {
    serveHttps(good());
    Facts facts = facts();
    assertThat(HttpsReadiness.findings(facts)).isEmpty();
    assertThat(HttpsReadiness.passes(HttpsReadiness.findings(facts))).isTrue();
    assertThat(facts.addresses())
        .singleElement()
        .satisfies(
            a ->
                assertThat(a.tls())
                    .isInstanceOfSatisfying(
                        TlsFacts.Handshake.class,
                        tls -> {
                          assertThat(tls.protocol()).isEqualTo("TLSv1.3");
                          assertThat(tls.names()).containsExactly(HOST);
                          assertThat(tls.trusted()).isTrue();
                        }));
  }

  @Test
  void doesNotPassWithoutAProbeLink() throws Exception {
    serveHttps(good());
    List<Finding> findings =
        HttpsReadiness.findings(facts(Optional.empty(), LOCAL, HOST + ". A 127.0.0.1"));
    assertThat(codes(findings)).containsExactly("UNKNOWN probe.no-link");
    assertThat(HttpsReadiness.passes(findings)).isFalse();
  }

  private static AddressFacts withoutAWay(String address) {
    Reach none = new Reach.NoRoute("Network is unreachable");
    HttpFacts nothing = new HttpFacts.NotAsked();
    return new AddressFacts(
        InetAddress.ofLiteral(address),
        none,
        none,
        nothing,
        new TlsFacts.NotAsked(),
        nothing,
        nothing);
  }

  private static Facts with(Facts facts, List<AddressFacts> addresses) {
    return new Facts(facts.request(), facts.at(), facts.dns(), addresses, facts.cdn());
  }

  @Test
  void doesNotPassAHostOfWhichNoAddressCouldBeReached() throws Exception {
    serveHttps(good());
    Facts seen = facts();
    AddressFacts far = withoutAWay("2001:db8::1");

    List<Finding> unseen =
        HttpsReadiness.findings(with(seen, List.of(far, withoutAWay("192.0.2.1"))));
    assertThat(codes(unseen))
        .containsExactly(
            "WARNS https.no-route", "WARNS https.no-route", "UNKNOWN probe.nothing-seen");
    assertThat(HttpsReadiness.passes(unseen)).isFalse();

    List<Finding> half =
        HttpsReadiness.findings(with(seen, List.of(far, seen.addresses().getFirst())));
    assertThat(codes(half)).containsExactly("WARNS https.no-route");
    assertThat(HttpsReadiness.passes(half)).isTrue();
  }

  @Test
  void tellsAMachineWithoutAWayFromAServerThatRefuses() throws Exception {
    // Without its zone a link-local address leads nowhere, on any machine.
    List<Finding> findings =
        HttpsReadiness.findings(
            facts(Optional.of(LINK), new AddressPolicy(_ -> true), HOST + ". AAAA fe80::1"));
    assertThat(codes(findings))
        .containsExactly("WARNS https.no-route", "UNKNOWN probe.nothing-seen");

    IOException rejected = new NoRouteToHostException("No route to host");
    assertThat(AddressLook.reach(rejected, true)).isInstanceOf(Reach.Failed.class);
    assertThat(AddressLook.reach(rejected, false)).isInstanceOf(Reach.NoRoute.class);
  }

  @Test
  void doesNotPassAHostThatTakesNoConnectionForTheLink() throws Exception {
    AtomicReference<TinyServer> server = new AtomicReference<>();
    TinyServer.Talk once =
        (socket, head) -> {
          server.get().close();
          edge(socket, head);
        };
    server.set(keep(TinyServer.tls(good(), once)));
    httpsPort = server.get().port();
    assertThat(codes(HttpsReadiness.findings(facts()))).containsExactly("BLOCKS https.link");
  }

  @Test
  void namesWhatIsWrongWithACertificate() throws Exception {
    Map<String, TestCa.Leaf> leaves =
        Map.of(
            "BLOCKS tls.expired", leaf(Duration.ofDays(90), Duration.ofDays(-1)),
            "BLOCKS tls.not-yet-valid", leaf(Duration.ofDays(-2), Duration.ofDays(80)),
            "BLOCKS tls.wrong-name",
                ca.leaf(TestCa.ec(), now.minusSeconds(60), now.plusSeconds(9000), "sendgrid.test"),
            "BLOCKS tls.untrusted", TestCa.root("Other CA", now).leaf(HOST),
            "WARNS tls.ends-soon", leaf(Duration.ofDays(85), Duration.ofDays(5)));
    for (Map.Entry<String, TestCa.Leaf> each : leaves.entrySet()) {
      serveHttps(each.getValue());
      assertThat(codes(HttpsReadiness.findings(facts()))).containsExactly(each.getKey());
    }
  }

  @Test
  void namesAChainWithoutItsIntermediate() throws Exception {
    TestCa.Leaf whole =
        ca.intermediate("Between")
            .leaf(TestCa.ec(), now.minusSeconds(60), now.plus(Duration.ofDays(80)), HOST);
    serveHttps(whole);
    assertThat(HttpsReadiness.findings(facts())).isEmpty();
    serveHttps(new TestCa.Leaf(whole.keys(), List.of(whole.certificate())));
    List<Finding> findings = HttpsReadiness.findings(facts());
    assertThat(codes(findings)).containsExactly("BLOCKS tls.untrusted");
    assertThat(findings.getFirst().nextStep()).contains("certificates between");
  }

  @Test
  void namesALinkThatLeadsElsewhereOrMayBeCached() throws Exception {
    serveHttps(good());
    redirect = "HTTP/1.1 301 Moved Permanently\r\n";
    assertThat(codes(HttpsReadiness.findings(facts())))
        .containsExactly("BLOCKS https.link", "WARNS https.cacheable");
    redirect = "HTTP/1.1 302 Found\r\nCache-Control: no-store\r\nLocation: https://other.test/\r\n";
    assertThat(codes(HttpsReadiness.findings(facts()))).containsExactly("BLOCKS https.link");
  }

  @Test
  void namesClosedPorts() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, HERE)) {
      httpsPort = free.getLocalPort();
      httpPort = httpsPort;
    }
    List<Finding> findings = HttpsReadiness.findings(facts());
    assertThat(codes(findings))
        .containsExactly("BLOCKS https.no-connection", "WARNS http.no-connection");
  }

  @Test
  void connectsToNoAddressThatIsNotPublic() throws Exception {
    serveHttps(good());
    List<Finding> findings =
        HttpsReadiness.findings(
            facts(Optional.of(LINK), AddressPolicy.publicOnly(), HOST + ". A 127.0.0.1"));
    assertThat(codes(findings)).containsExactly("BLOCKS https.not-public");
  }

  @Test
  void asksEachAddressOnItsOwn() throws Exception {
    serveHttps(good());
    List<Finding> findings =
        HttpsReadiness.findings(
            facts(Optional.of(LINK), LOCAL, HOST + ". A 127.0.0.1", HOST + ". A 127.0.0.7"));
    assertThat(codes(findings))
        .containsExactly("BLOCKS https.no-connection", "WARNS http.no-connection");
    assertThat(findings.getFirst().subject()).isEqualTo(HOST + " at 127.0.0.7");
  }

  @Test
  void writesFindingsThatSayWhatToDo() throws Exception {
    serveHttps(ca.leaf(TestCa.ec(), now.minusSeconds(60), now.plusSeconds(9000), "sendgrid.test"));
    redirect = "HTTP/1.1 200 OK\r\n";
    Golden.assertMatches("probe/findings.txt", written(HttpsReadiness.findings(facts())));
  }

  private static String written(List<Finding> findings) {
    return findings.stream()
        .map(
            f ->
                "%s %s: %s\n  found: %s\n  expected: %s\n  next: %s\n"
                    .formatted(
                        f.severity(),
                        f.code(),
                        f.subject(),
                        f.observed(),
                        f.expected(),
                        f.nextStep()))
        .collect(Collectors.joining());
  }

  @Test
  void tellsWhichChallengesCanWork() throws Exception {
    serveHttps(good());
    Facts facts = facts();
    assertThat(preflight(facts, NO_CAA, false).possible())
        .containsExactly(ChallengeMethod.HTTP_01, ChallengeMethod.TLS_ALPN_01);
    assertThat(preflight(facts, NO_CAA, true).possible()).hasSize(3);
  }

  private static Preflight preflight(Facts facts, Caa caa, boolean delegated) {
    return Preflight.of(new Preflight.Question(facts, caa, delegated, List.of()));
  }

  @Test
  void anAddressWithoutAWayFromHereHoldsNoOrderBackWhereAnotherIsOurs() throws Exception {
    serveHttps(good());
    AddressFacts far = withoutAWay("2001:db8::1");
    AddressFacts seen = facts().addresses().getFirst();
    assertThat(preflight(with(facts(), List.of(far, seen)), NO_CAA, false).possible())
        .containsExactly(ChallengeMethod.HTTP_01, ChallengeMethod.TLS_ALPN_01);

    Facts unseen = with(facts(), List.of(far));
    Preflight nothing = preflight(unseen, NO_CAA, false);
    assertThat(nothing.unknown()).isTrue();
    assertThat(codes(nothing.findings())).containsExactly("UNKNOWN certificate.no-method");
    assertThat(nothing.findings().getFirst().observed())
        .contains("2001:db8:0:0:0:0:0:1: this machine has no way to it", "_acme-challenge");

    Preflight own =
        Preflight.of(
            new Preflight.Question(
                unseen, NO_CAA, false, List.of(InetAddress.ofLiteral("2001:db8::1"))));
    assertThat(own.possible())
        .containsExactly(ChallengeMethod.HTTP_01, ChallengeMethod.TLS_ALPN_01);
  }

  @Test
  void allowsOnlyTheDelegatedChallengeBeforeDnsMoves() throws Exception {
    Facts facts = facts(Optional.empty(), LOCAL, "other.test. A 127.0.0.1");
    assertThat(preflight(facts, NO_CAA, true).possible()).containsExactly(ChallengeMethod.DNS_01);
    Preflight without = preflight(facts, NO_CAA, false);
    assertThat(without.passes()).isFalse();
    assertThat(without.unknown()).isFalse();
    assertThat(without.methods()).allMatch(Preflight.Method::ruledOut);
    assertThat(codes(without.findings())).containsExactly("BLOCKS dns.no-name");
  }

  @Test
  void holdsAnOrderBackThatCaaForbids() throws Exception {
    serveHttps(good());
    Caa forbids =
        new Caa(
            Caa.State.FOUND,
            "example.test",
            List.of("0 issue \"other-ca.test\""),
            "",
            List.of(new Caa.Right(LETS_ENCRYPT, Set.of(), "no record allows it")));
    Preflight preflight = preflight(facts(), forbids, true);
    assertThat(preflight.passes()).isFalse();
    assertThat(codes(preflight.findings())).containsExactly("BLOCKS caa.forbids");
    Golden.assertMatches("probe/caa-forbids.txt", written(preflight.findings()));
  }

  @Test
  void callsAnOrderUnknownWhenNobodyCouldSay() throws Exception {
    serveHttps(good());
    Caa unasked = new Caa(Caa.State.COULD_NOT_ASK, "", List.of(), "no answer", List.of());
    Preflight preflight = preflight(facts(), unasked, true);
    assertThat(preflight.passes()).isFalse();
    assertThat(preflight.unknown()).isTrue();
    assertThat(preflight.methods()).noneMatch(Preflight.Method::ruledOut);
  }

  @Test
  void seesACdnByItsNameAndByItsHeaders() throws Exception {
    serveHttps(good());
    Facts named =
        facts(
            Optional.empty(),
            LOCAL,
            HOST + ". CNAME d111.cloudfront.net.",
            "d111.cloudfront.net. A 127.0.0.1");
    assertThat(named.cdn()).contains(Cdn.CLOUDFRONT);
    redirect = "HTTP/1.1 302 Found\r\nCF-RAY: 1234-FRA\r\n";
    assertThat(facts().cdn()).contains(Cdn.CLOUDFLARE);
    assertThat(preflight(facts(), NO_CAA, false).possible())
        .containsExactly(ChallengeMethod.HTTP_01);
  }

  @Test
  void doesNotTakeAStrangersServerForOurEdge() throws Exception {
    String absent = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    httpPort = keep(TinyServer.saying(absent)).port();
    try (ServerSocket free = new ServerSocket(0, 1, HERE)) {
      httpsPort = free.getLocalPort();
    }
    Preflight preflight = preflight(facts(), NO_CAA, false);
    assertThat(preflight.possible()).isEmpty();
    assertThat(preflight.methods())
        .filteredOn(Preflight.Method::ruledOut)
        .as("a port that did not accept may do so for a CA")
        .extracting(Preflight.Method::method)
        .containsExactly(ChallengeMethod.HTTP_01, ChallengeMethod.DNS_01);
    assertThat(codes(preflight.findings())).containsExactly("UNKNOWN certificate.no-method");
    assertThat(preflight.findings().getFirst().observed())
        .contains("http-01: 127.0.0.1: answers, but it is not our edge", "does not accept");
    assertThat(
            Preflight.of(new Preflight.Question(facts(), NO_CAA, false, List.of(HERE))).possible())
        .containsExactly(ChallengeMethod.HTTP_01);

    TinyServer.Talk saying =
        (socket, _) -> socket.getOutputStream().write(absent.getBytes(ISO_8859_1));
    httpsPort = keep(TinyServer.tls(good(), saying)).port();
    assertThat(codes(preflight(facts(), NO_CAA, false).findings()))
        .containsExactly("BLOCKS certificate.no-method");
  }
}
