package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static io.clickward.edge.EdgeRig.LIMITS;
import static io.clickward.edge.EdgeRig.click;
import static io.clickward.edge.EdgeRig.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.edge.EdgeRig.Times;
import io.clickward.testing.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 127.0.0.1 is the proxy; 127.0.0.2 is anybody else. */
class ProxiedTest {
  private static final String ELSEWHERE = "127.0.0.2";
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final String CLICK = get(HOST, click(HOST, "https://www.example.com/"));
  private static final String ROBOTS = get(HOST, "/robots.txt");

  private static final String V1 = "PROXY TCP4 203.0.113.7 192.0.2.1 50000 443\r\n";
  private static final String V2_SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int UNSPEC = 0x00;
  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;
  private static final String PORTS = "\303\120\001\273";

  @TempDir private Path folder;

  /** A header of version 2, one byte a character. */
  private static String v2(int command, int family, String addresses) {
    int length = addresses.length();
    return V2_SIGNATURE
        + (char) command
        + (char) family
        + (char) (length >> 8)
        + (char) (length & 0xFF)
        + addresses;
  }

  private static String bytes(String address) {
    return new String(InetAddress.ofLiteral(address).getAddress(), StandardCharsets.ISO_8859_1);
  }

  private static String v2From(String client, String server) {
    return v2(PROXY, client.contains(":") ? TCP6 : TCP4, bytes(client) + bytes(server) + PORTS);
  }

  private static List<AddressRange> ranges(String... addresses) {
    return List.of(addresses).stream()
        .map(InetAddress::ofLiteral)
        .map(address -> new AddressRange(address, address.getAddress().length * Byte.SIZE))
        .toList();
  }

  private EdgeRig behindProtocol(EdgeSettings.Limits limits) throws Exception {
    return new EdgeRig(folder, limits, new EdgeSettings.Proxies(ranges("127.0.0.1"), List.of()));
  }

  private EdgeRig behindForwarding() throws Exception {
    List<AddressRange> believed = ranges("127.0.0.1", "192.0.2.20", "2001:db8::20");
    return new EdgeRig(folder, LIMITS, new EdgeSettings.Proxies(List.of(), believed));
  }

  private static String clientSeen(EdgeRig rig, RawClient client, String request)
      throws IOException, InterruptedException {
    assertThat(client.send(request).response()).startsWith("HTTP/1.1 302");
    return rig.events.take().ip();
  }

  @Test
  void takesTheClientFromAHeaderOfVersion1() throws Exception {
    try (EdgeRig rig = behindProtocol(LIMITS);
        RawClient client = rig.plain()) {
      assertThat(clientSeen(rig, client, V1 + CLICK)).isEqualTo("203.0.113.7");
      assertThat(clientSeen(rig, client, CLICK)).isEqualTo("203.0.113.7");
    }
  }

  @Test
  void takesTheClientFromAHeaderBeforeTls() throws Exception {
    try (EdgeRig rig = behindProtocol(LIMITS);
        RawClient client = RawClient.tlsAfter(V1, rig.https(), HOST, rig.authority)) {
      assertThat(clientSeen(rig, client, CLICK)).isEqualTo("203.0.113.7");
    }
  }

  @Test
  void readsAHeaderThatComesInPieces() throws Exception {
    try (EdgeRig rig = behindProtocol(LIMITS);
        RawClient client = rig.plain()) {
      client.send(V1.substring(0, 5));
      assertThat(client.isSilentFor(50)).isTrue();
      client.send(V1.substring(5, 30));
      assertThat(client.isSilentFor(50)).isTrue();
      assertThat(clientSeen(rig, client, V1.substring(30) + CLICK)).isEqualTo("203.0.113.7");
    }
  }

  @ParameterizedTest
  @CsvSource({"203.0.113.7,192.0.2.1", "2001:db8:0:0:0:0:0:7,2001:db8::1"})
  void takesTheClientFromAHeaderOfVersion2(String client, String server) throws Exception {
    try (EdgeRig rig = behindProtocol(LIMITS);
        RawClient plain = rig.plain();
        RawClient tls =
            RawClient.tlsAfter(v2From(client, server), rig.https(), HOST, rig.authority)) {
      String seen = clientSeen(rig, plain, v2From(client, server) + CLICK);
      assertThat(InetAddress.ofLiteral(seen)).isEqualTo(InetAddress.ofLiteral(client));
      assertThat(clientSeen(rig, tls, CLICK)).isEqualTo(seen);
    }
  }

  @Test
  void keepsTheProxysAddressWhenTheHeaderNamesNobody() throws Exception {
    List<String> nobody =
        List.of(
            "PROXY UNKNOWN\r\n",
            "PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n",
            v2(PROXY, UNSPEC, ""),
            v2(LOCAL, UNSPEC, ""),
            v2(LOCAL, TCP4, bytes("203.0.113.7") + bytes("192.0.2.1") + PORTS));
    try (EdgeRig rig = behindProtocol(LIMITS)) {
      for (String header : nobody) {
        try (RawClient client = rig.plain()) {
          assertThat(clientSeen(rig, client, header + CLICK)).isEqualTo("127.0.0.1");
        }
      }
    }
  }

  @Test
  void refusesAHeaderFromElsewhere() throws Exception {
    String client = "203.0.113.7";
    try (EdgeRig rig = behindProtocol(LIMITS)) {
      for (String header : List.of(V1, "PROXY UNKNOWN\r\n", v2From(client, "192.0.2.1"))) {
        try (RawClient stranger = RawClient.plainFrom(ELSEWHERE, rig.http())) {
          assertThat(stranger.send(header + CLICK).rest()).startsWith("HTTP/1.1 400");
        }
        try (RawClient stranger = RawClient.plainFrom(ELSEWHERE, rig.https())) {
          assertThat(stranger.send(header).rest()).doesNotContain("HTTP");
        }
      }
      assertThat(rig.events).isEmpty();
    }
  }

  @Test
  void servesWhoeverComesFromElsewhereAsEver() throws Exception {
    try (EdgeRig rig = behindProtocol(LIMITS);
        RawClient client = RawClient.plainFrom(ELSEWHERE, rig.http())) {
      assertThat(clientSeen(rig, client, CLICK)).isEqualTo(ELSEWHERE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: links.example.test\r\n\r\n",
        "PROXY\r\nPROXY TCP4 203.0.113.7 192.0.2.1 50000 443\r\n",
        "PROXY TCP4 203.0.113.7\r\n",
        "PROXY TCP4 links.example.test 192.0.2.1 50000 443\r\n",
        "PROXY TCP4 203.0.113.256 192.0.2.1 50000 443\r\n",
        "PROXY TCP4 2001:db8::1 2001:db8::2 50000 443\r\n",
        "PROXY TCP6 fe80::1%lo fe80::2 50000 443\r\n",
        "PROXY TCP4 203.0.113.7 192.0.2.1 70000 443\r\n",
        V2_SIGNATURE + "\061\021\000\000",
        V2_SIGNATURE + "\042\021\000\000",
        V2_SIGNATURE + "\041\021\000\004abcd"
      })
  void closesAProxysConnectionWhoseHeaderIsBrokenOrMissing(String header) throws Exception {
    try (EdgeRig rig = behindProtocol(LIMITS);
        RawClient client = rig.plain()) {
      assertThat(client.send(header + CLICK).isRefused()).isTrue();
      awaitNoConnection(rig);
      assertThat(rig.edge.stats().badRequests()).isEqualTo(1);
      assertThat(rig.events).isEmpty();
    }
  }

  private static void awaitNoConnection(EdgeRig rig) throws InterruptedException {
    while (rig.edge.openConnections() > 0) {
      Thread.sleep(10);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROXY TCP4 ", V2_SIGNATURE + "\041\021\377\377"})
  void closesAProxysConnectionWhoseHeaderDoesNotEnd(String header) throws Exception {
    try (EdgeRig rig = behindProtocol(LIMITS);
        RawClient client = rig.plain()) {
      assertThat(client.send(header + "1".repeat(6000)).isRefused()).isTrue();
      awaitNoConnection(rig);
      assertThat(rig.edge.stats().badRequests()).isEqualTo(1);
    }
  }

  @Test
  void closesAProxysConnectionWhoseHeaderTakesTooLong() throws Exception {
    try (EdgeRig rig = behindProtocol(EdgeRig.limits(Times.PATIENT.handshake(SHORT)));
        RawClient silent = rig.plain();
        RawClient slow = rig.plain()) {
      assertThat(slow.send("PROXY TCP4 ").rest()).isEmpty();
      assertThat(silent.rest()).isEmpty();
      assertThat(rig.edge.stats().connectionsOverdue()).isEqualTo(2);
    }
  }

  @Test
  void countsTheClientBehindTheProxyAndNotTheProxy() throws Exception {
    try (EdgeRig rig = behindProtocol(EdgeRig.limits(2, Times.PATIENT))) {
      List<RawClient> open = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        open.add(rig.plain());
      }
      for (RawClient fitting : open.subList(0, 2)) {
        assertThat(fitting.send(V1 + ROBOTS).response()).startsWith("HTTP/1.1 200");
      }
      assertThat(open.get(2).send(V1 + ROBOTS).isRefused()).isTrue();
      String another = V1.replace("203.0.113.7", "203.0.113.8");
      assertThat(open.get(3).send(another + ROBOTS).response()).startsWith("HTTP/1.1 200");
      assertThat(rig.edge.stats().connectionsRefused()).isEqualTo(1);
      for (RawClient each : open) {
        each.close();
      }
      awaitNoConnection(rig);
      for (int i = 0; i < 3; i++) {
        try (RawClient later = rig.plain()) {
          assertThat(later.send(i < 2 ? V1 + ROBOTS : another + ROBOTS).response())
              .startsWith("HTTP/1.1 200");
        }
      }
    }
  }

  /** Whoever has one address of a /64 has them all (RFC 4291 section 2.5.1). */
  @Test
  void countsAnIpv6NetworkAsOneClient() throws Exception {
    try (EdgeRig rig = behindProtocol(EdgeRig.limits(1, Times.PATIENT));
        RawClient first = rig.plain();
        RawClient second = rig.plain();
        RawClient neighbour = rig.plain()) {
      String server = "2001:db8::1";
      assertThat(first.send(v2From("2001:db8:1:2::7", server) + ROBOTS).response())
          .startsWith("HTTP/1.1 200");
      assertThat(second.send(v2From("2001:db8:1:2:f00:ba4::8", server) + ROBOTS).isRefused())
          .isTrue();
      assertThat(neighbour.send(v2From("2001:db8:1:3::7", server) + ROBOTS).response())
          .startsWith("HTTP/1.1 200");
      assertThat(rig.edge.stats().hits(Limit.CONNECTIONS_PER_CLIENT)).isEqualTo(1);
    }
  }

  @Test
  void doesNotWaitForHeadersWhenItStops() throws Exception {
    try (EdgeRig rig = behindProtocol(EdgeRig.limits(Times.all(Duration.ofSeconds(30))));
        RawClient silent = rig.plain()) {
      while (rig.edge.openConnections() == 0) {
        Thread.sleep(10);
      }
      long start = System.nanoTime();
      rig.edge.close();
      assertThat(silent.rest()).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }
  }

  private static String forwarded(String... lines) {
    StringBuilder fields = new StringBuilder();
    for (String line : lines) {
      fields.append("\r\nX-Forwarded-For: ").append(line);
    }
    return CLICK.replace("\r\n\r\n", fields + "\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7 | 203.0.113.7",
        "203.0.113.7:50000 | 203.0.113.7",
        "2001:db8::7 | 2001:db8:0:0:0:0:0:7",
        "[2001:db8::7] | 2001:db8:0:0:0:0:0:7",
        "[2001:db8::7]:50000 | 2001:db8:0:0:0:0:0:7",
        "::ffff:203.0.113.7 | 203.0.113.7",
        "198.51.100.9, 203.0.113.7 | 203.0.113.7",
        "198.51.100.9, 203.0.113.7, 192.0.2.20 | 203.0.113.7",
        "198.51.100.9,203.0.113.7,[2001:db8::20]:1,192.0.2.20:80 | 203.0.113.7",
        "who knows, 203.0.113.7 | 203.0.113.7"
      })
  void believesAProxyAboutTheClientButNotTheClientAboutItself(String list, String client)
      throws Exception {
    try (EdgeRig rig = behindForwarding();
        RawClient proxy = rig.tls(HOST)) {
      String seen = clientSeen(rig, proxy, forwarded(list));
      assertThat(InetAddress.ofLiteral(seen)).isEqualTo(InetAddress.ofLiteral(client));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "unknown",
        "203.0.113.7, unknown",
        "203.0.113.7, unknown, 192.0.2.20",
        "203.0.113.256",
        "203.0.113",
        "3405803783",
        "[203.0.113.7]",
        "[2001:db8::7",
        "fe80::1%lo",
        ":::",
        "localhost",
        "192.0.2.20"
      })
  void keepsTheProxysAddressWhenItNamesNobody(String list) throws Exception {
    try (EdgeRig rig = behindForwarding();
        RawClient proxy = rig.plain()) {
      assertThat(clientSeen(rig, proxy, forwarded(list))).isEqualTo("127.0.0.1");
      assertThat(clientSeen(rig, proxy, CLICK)).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void readsAllLinesAsOneListAndEachRequestByItself() throws Exception {
    try (EdgeRig rig = behindForwarding();
        RawClient proxy = rig.plain()) {
      assertThat(clientSeen(rig, proxy, forwarded("198.51.100.9", "203.0.113.7", "192.0.2.20")))
          .isEqualTo("203.0.113.7");
      assertThat(clientSeen(rig, proxy, forwarded("203.0.113.8"))).isEqualTo("203.0.113.8");
    }
  }

  @Test
  void ignoresWhatAnybodyElseSaysOfTheClient() throws Exception {
    try (EdgeRig rig = behindForwarding();
        RawClient stranger = RawClient.plainFrom(ELSEWHERE, rig.http())) {
      assertThat(clientSeen(rig, stranger, forwarded("203.0.113.7"))).isEqualTo(ELSEWHERE);
    }
  }

  @Test
  void believesAForwardingProxyBehindTheProtocolAndNoClientThere() throws Exception {
    EdgeSettings.Proxies both =
        new EdgeSettings.Proxies(ranges("127.0.0.1"), ranges("127.0.0.1", "192.0.2.20"));
    try (EdgeRig rig = new EdgeRig(folder, LIMITS, both);
        RawClient proxy = rig.plain();
        RawClient client = rig.plain()) {
      String forwarded = forwarded("198.51.100.9");
      assertThat(clientSeen(rig, proxy, V1.replace("203.0.113.7", "192.0.2.20") + forwarded))
          .isEqualTo("198.51.100.9");
      assertThat(clientSeen(rig, client, V1 + forwarded)).isEqualTo("203.0.113.7");
    }
  }

  @Test
  void comparesAddressesByTheirLeadingBits() {
    AddressRange range = new AddressRange(InetAddress.ofLiteral("10.128.0.0"), 9);
    assertThat(range.contains(InetAddress.ofLiteral("10.255.1.2").getAddress())).isTrue();
    assertThat(range.contains(InetAddress.ofLiteral("10.127.1.2").getAddress())).isFalse();
    assertThat(range.contains(InetAddress.ofLiteral("11.128.0.0").getAddress())).isFalse();
    assertThat(range.contains(InetAddress.ofLiteral("::a80:0").getAddress())).isFalse();
    AddressRange all = new AddressRange(InetAddress.ofLiteral("::"), 0);
    assertThat(all.contains(InetAddress.ofLiteral("2001:db8::1").getAddress())).isTrue();
    assertThat(all.contains(InetAddress.ofLiteral("10.0.0.1").getAddress())).isFalse();
  }
}
