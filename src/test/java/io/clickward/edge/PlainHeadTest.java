package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.edge.EdgeSettings.Proxies;
import io.clickward.event.Event;
import io.clickward.testing.RawClient;
import io.clickward.track.TrackRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainHeadTest {
  private static final int BYTES_MAX = 2000;
  private static final int STRANGE_REQUESTS = 3_000;
  private static final String LAST =
      EdgeRig.get(HOST, "/robots.txt").replace("Host", "Connection: close\r\nHost");

  private static final EventLoopGroup LOOPS = Transport.best().loops(1);
  private static final Roster ROSTER =
      new Roster(LOOPS.next(), new Connections(LOOPS, settings(Proxies.NONE), new EdgeStats()));

  @TempDir private static Path folder;
  private static EdgeRig rig;

  @BeforeAll
  static void start() throws Exception {
    rig = EdgeRig.withTwoDomains(folder);
  }

  @AfterAll
  static void stop() {
    rig.close();
    LOOPS.shutdownGracefully();
  }

  static Stream<String> browsers() {
    return Stream.of(
            """
            GET /c/token?utm=1 HTTP/1.1
            Host: Links.Example.Test.:443
            Connection: keep-alive
            sec-ch-ua: "Chromium";v="130", "Not?A_Brand";v="99"
            Upgrade-Insecure-Requests: 1
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0.0.0 Safari/537.36
            Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8
            Accept-Encoding: gzip, deflate, br, zstd

            """,
            """
            GET /c/token HTTP/1.1
            Host:links.example.test
            user-agent:\tMozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko)\t
            Connection: Keep-Alive

            """,
            """
            GET /c/token HTTP/1.1
            HOST: links.example.test

            """)
        .map(PlainHeadTest::wire);
  }

  @ParameterizedTest
  @MethodSource("browsers")
  void takesWhatBrowsersSend(String head) {
    ByteBuf bytes = Unpooled.copiedBuffer(head + "GET", ISO_8859_1);
    TrackRequest request = reader(Proxies.NONE).read(bytes);
    assertThat(request).isNotNull();
    assertThat(request.host()).isEqualTo(HOST);
    assertThat(request.path()).isEqualTo("/c/token");
    assertThat(request.userAgent()).doesNotStartWith("\t").doesNotEndWith("\t");
    assertThat(request.userAgent().isEmpty())
        .isEqualTo(!head.toLowerCase(Locale.ROOT).contains("user-agent"));
    assertThat(bytes.toString(ISO_8859_1)).isEqualTo("GET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /c/x HTTP/1.1\nHost: links.example.test\n",
        "GET /c/x HTTP/1.1\n\n",
        "GET /c/x HTTP/1.1\nHost: a b\n\n",
        "GET /c/x HTTP/1.1\nHost: a\nHost: a\n\n",
        "GET /c/x HTTP/1.0\nHost: a\n\n",
        "GET  /c/x HTTP/1.1\nHost: a\n\n",
        "GET /c/x  HTTP/1.1\nHost: a\n\n",
        "GET /c/\u00e9 HTTP/1.1\nHost: a\n\n",
        "GET http://a/c/x HTTP/1.1\nHost: a\n\n",
        "HEAD /c/x HTTP/1.1\nHost: a\n\n",
        "get /c/x HTTP/1.1\nHost: a\n\n",
        "\nGET /c/x HTTP/1.1\nHost: a\n\n",
        "GET /c/x HTTP/1.1\nHost: a\nConnection: close\n\n",
        "GET /c/x HTTP/1.1\nHost: a\nConnection: keep-alive, close\n\n",
        "GET /c/x HTTP/1.1\nHost: a\nContent-Length: 0\n\n",
        "GET /c/x HTTP/1.1\nHost: a\nTRANSFER-ENCODING: chunked\n\n",
        "GET /c/x HTTP/1.1\nHost: a\nX: a\n b\n\n",
        "GET /c/x HTTP/1.1\nHost: a\nX : a\n\n",
        "GET /c/x HTTP/1.1\nHost: a\n: a\n\n",
        "GET /c/x HTTP/1.1\nHost: a\nX\n\n",
        "GET /c/x HTTP/1.1\nHost: a\nX: \u0000\n\n",
        "GET /c/x HTTP/1.1\nHost: a\nX: \u007f\n\n"
      })
  void leavesAllElseUntouched(String head) {
    ByteBuf bytes = Unpooled.copiedBuffer(wire(head), ISO_8859_1);
    assertThat(reader(Proxies.NONE).read(bytes)).isNull();
    assertThat(bytes.readerIndex()).isZero();
  }

  @Test
  void leavesEveryHeadThatIsCutShort() {
    String head = browsers().findFirst().orElseThrow();
    for (int length = 0; length < head.length(); length++) {
      ByteBuf bytes = Unpooled.copiedBuffer(head.substring(0, length), ISO_8859_1);
      assertThat(reader(Proxies.NONE).read(bytes)).as(length + " bytes").isNull();
    }
  }

  @Test
  void leavesWhatIsOverALimit() {
    int line = "GET /".length() + " HTTP/1.1\r\n".length();
    int fields = "Host: a\r\nX: \r\n\r\n".length();
    assertThat(read("/" + "x".repeat(BYTES_MAX - line), "")).isNotNull();
    assertThat(read("/" + "x".repeat(BYTES_MAX - line + 1), "")).isNull();
    assertThat(read("/", "X: " + "x".repeat(BYTES_MAX - fields) + "\r\n")).isNotNull();
    assertThat(read("/", "X: " + "x".repeat(BYTES_MAX - fields + 1) + "\r\n")).isNull();
  }

  private static TrackRequest read(String target, String field) {
    String head = "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + field + "\r\n";
    return reader(Proxies.NONE).read(Unpooled.copiedBuffer(head, ISO_8859_1));
  }

  @Test
  void leavesTheRequestsOfProxiesThatSayWhoAsks() {
    String head = browsers().findFirst().orElseThrow();
    Proxies all =
        new Proxies(List.of(), List.of(new AddressRange(InetAddress.ofLiteral("0.0.0.0"), 0)));
    assertThat(reader(all).read(Unpooled.copiedBuffer(head, ISO_8859_1))).isNull();
  }

  @Test
  void remembersNothingOfTheRequestBefore() {
    PlainHead reader = reader(Proxies.NONE);
    for (String host : List.of("a", "bb", "a", "a")) {
      for (String agent : List.of("", "User-Agent: x\r\n", "User-Agent: y\r\n")) {
        String head = "GET / HTTP/1.1\r\nHost: " + host + "\r\n" + agent + "\r\n";
        TrackRequest request = reader.read(Unpooled.copiedBuffer(head, ISO_8859_1));
        assertThat(request.host()).isEqualTo(host);
        assertThat(agent).contains(request.userAgent());
        assertThat(request.userAgent().isEmpty()).isEqualTo(agent.isEmpty());
      }
    }
  }

  /** Thousands of connections share one text that way, and whether it is theirs is one glance. */
  @Test
  void givesTheHostOfTheHandshakeItselfWhereItIsMeant() {
    Connection connection = connection(Proxies.NONE);
    connection.nameIs(HOST);
    PlainHead reader = reader(connection);
    assertThat(host(reader, HOST)).isSameAs(HOST);
    assertThat(host(reader, HOST + ":8443")).isSameAs(HOST);
    for (String other : List.of("other.example.test", HOST + "x", HOST.substring(1))) {
      assertThat(host(reader, other)).isEqualTo(other);
    }
    assertThat(host(reader, HOST.toUpperCase(Locale.ROOT))).isEqualTo(HOST);
  }

  private static String host(PlainHead reader, String host) {
    String head = "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    return reader.read(Unpooled.copiedBuffer(head, ISO_8859_1)).host();
  }

  /** The strict decoder skips an empty line before a request; a plain request has none. */
  @Test
  void strangeRequestsAreAnsweredAndRecordedAsTheStrictDecoderDoes() throws Exception {
    Random random = new Random(20261121);
    List<String> seeds = new ArrayList<>(browsers().toList());
    seeds.replaceAll(s -> s.replace("/c/token", EdgeRig.click(HOST, "https://shop.example/a")));
    int redirects = 0;
    for (int i = 0; i < STRANGE_REQUESTS; i++) {
      String request = mutate(seeds.get(random.nextInt(seeds.size())), random);
      String one = exchange(request);
      assertThat(one).as(request).isEqualTo(exchange("\r\n" + request));
      redirects += one.contains("302 Found") ? 1 : 0;
    }
    assertThat(redirects).isBetween(STRANGE_REQUESTS / 10, STRANGE_REQUESTS * 9 / 10);
  }

  /** What is answered, and what is recorded of whom. */
  private static String exchange(String request) throws Exception {
    try (RawClient client = rig.plain()) {
      StringBuilder all =
          new StringBuilder(EdgeRig.withoutDate(client.send(request + LAST).rest()));
      for (Event event = rig.events.poll(); event != null; event = rig.events.poll()) {
        all.append(event.domain()).append(event.url()).append(event.ip()).append(event.userAgent());
      }
      return all.toString();
    }
  }

  private static String mutate(String request, Random random) {
    StringBuilder mutated = new StringBuilder(request);
    String odd = "\r\n \t:/?#,;%\u0000\u007f\u00ff.GEHhostclose10";
    for (int changes = random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(mutated.length());
      switch (random.nextInt(4)) {
        case 0 -> mutated.deleteCharAt(at);
        case 1 -> mutated.insert(at, odd.charAt(random.nextInt(odd.length())));
        case 2 -> mutated.setCharAt(at, odd.charAt(random.nextInt(odd.length())));
        default -> mutated.insert(mutated.indexOf("\r\n") + 2, field(random));
      }
    }
    return mutated.toString();
  }

  private static String field(Random random) {
    List<String> fields =
        List.of(
            "Host: links.example.test",
            "Connection: close",
            "Content-Length: 0",
            "X:",
            "User-Agent: z");
    return fields.get(random.nextInt(fields.size())) + "\r\n";
  }

  private static String wire(String lines) {
    return lines.replace("\n", "\r\n");
  }

  private static PlainHead reader(Proxies proxies) {
    return reader(connection(proxies));
  }

  private static Connection connection(Proxies proxies) {
    return new Connection(new EmbeddedChannel(), ROSTER, settings(proxies));
  }

  private static PlainHead reader(Connection connection) {
    return new PlainHead(connection, BYTES_MAX, BYTES_MAX);
  }

  private static EdgeSettings settings(Proxies proxies) {
    return new EdgeSettings(List.of(), List.of(), Optional.empty(), 1, EdgeRig.LIMITS, proxies);
  }
}
