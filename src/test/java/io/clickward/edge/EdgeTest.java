package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static io.clickward.edge.EdgeRig.OTHER;
import static io.clickward.edge.EdgeRig.click;
import static io.clickward.edge.EdgeRig.fields;
import static io.clickward.edge.EdgeRig.get;
import static io.clickward.edge.EdgeRig.open;
import static io.clickward.testing.RawHttp2.END_HEADERS;
import static io.clickward.testing.RawHttp2.END_STREAM;
import static io.clickward.testing.RawHttp2.HEADERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.clickward.domain.IpDetail;
import io.clickward.domain.Keeps;
import io.clickward.domain.UserAgentDetail;
import io.clickward.edge.EdgeRig.Times;
import io.clickward.event.Event;
import io.clickward.event.EventKind;
import io.clickward.event.Settlement;
import io.clickward.event.Verdict;
import io.clickward.testing.Domains;
import io.clickward.testing.Eventually;
import io.clickward.testing.RawClient;
import io.clickward.testing.RawHttp2;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeTest {
  private static final String DESTINATION = "https://www.example.com/a?b=c&d=e#f";
  private static final Duration SHORT = Duration.ofMillis(400);

  @TempDir private Path folder;
  private EdgeRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = EdgeRig.withTwoDomains(folder);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private String ask(String request) throws Exception {
    try (RawClient client = rig.tls(HOST)) {
      return client.send(request).response();
    }
  }

  @Test
  void redirectsAClickAndRecordsIt() throws Exception {
    String response =
        ask(
            "GET "
                + click(HOST, DESTINATION)
                + " HTTP/1.1\r\nHost: "
                + HOST
                + "\r\nUser-Agent: Firefox/1\r\n\r\n");
    assertThat(response).startsWith("HTTP/1.1 302 Found\r\n");
    assertThat(fields(response))
        .containsEntry("location", DESTINATION)
        .containsEntry("cache-control", "private, no-store")
        .containsEntry("x-robots-tag", "noindex")
        .containsEntry("referrer-policy", "no-referrer")
        .containsEntry("content-length", "0");
    Event event = rig.events.take();
    assertThat(event.kind()).isEqualTo(EventKind.CLICK);
    assertThat(event.url()).isEqualTo(DESTINATION);
    assertThat(event.ip()).isEqualTo("127.0.0.1");
    assertThat(event.userAgent()).isEqualTo("Firefox/1");
    assertThat(event.message()).isEqualTo("spring-2026");
    assertThat(event.verdict()).isEqualTo(Verdict.UNCLASSIFIED);
  }

  @Test
  void answersOnlyWhenTheJournalHasSettledTheEvent() throws Exception {
    rig.holdEvents = true;
    try (RawClient client = rig.tls(HOST)) {
      client.send(get(HOST, click(HOST, DESTINATION)));
      EdgeRig.Waiting waiting = rig.waiting.take();
      assertThat(client.isSilentFor(150)).isTrue();
      waiting.settle(Settlement.LATE);
      assertThat(client.response()).startsWith("HTTP/1.1 302");
    }
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() throws Exception {
    rig.holdEvents = true;
    try (RawClient client = rig.tls(HOST)) {
      client.send(
          get(HOST, click(HOST, "https://example.com/1"))
              + get(HOST, "/robots.txt")
              + get(HOST, click(HOST, "https://example.com/2")));
      EdgeRig.Waiting first = rig.waiting.take();
      rig.waiting.take().settle(Settlement.DURABLE);
      assertThat(client.isSilentFor(100)).isTrue();
      first.settle(Settlement.DURABLE);
      assertThat(fields(client.response())).containsEntry("location", "https://example.com/1");
      assertThat(client.response()).contains("Disallow");
      assertThat(fields(client.response())).containsEntry("location", "https://example.com/2");
    }
  }

  @Test
  void endsAConnectionThatPipelinesWithoutEnd() throws Exception {
    assertEndsAfterPipelining(rig, 64);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void endsAConnectionAfterAsManyWaitingRequestsAsAreConfigured(
      int pipelinedMax, @TempDir Path other) throws Exception {
    EdgeSettings.Limits limits = EdgeRig.pipelining(pipelinedMax);
    try (EdgeRig narrow = new EdgeRig(other, limits, EdgeSettings.Proxies.NONE)) {
      assertEndsAfterPipelining(narrow, pipelinedMax);
    }
  }

  private static void assertEndsAfterPipelining(EdgeRig rig, int answered) throws Exception {
    rig.holdEvents = true;
    try (RawClient client = rig.plain()) {
      client.send(get(HOST, click(HOST, DESTINATION)).repeat(300));
      Eventually.await(
          "too many at once",
          Duration.ofSeconds(10),
          () -> rig.edge.stats().hits(Limit.PIPELINED) == 1);
      for (int i = 0; i < answered; i++) {
        rig.waiting.take().settle(Settlement.DURABLE);
      }
      assertThat(client.rest().split("HTTP/1.1 302", -1)).hasSize(answered + 1);
    }
    assertThat(rig.waiting).isEmpty();
  }

  @Test
  void redirectsOverPlainHttpToo() throws Exception {
    try (RawClient client = rig.plain()) {
      assertThat(client.send(get(HOST, click(HOST, DESTINATION))).response())
          .startsWith("HTTP/1.1 302");
    }
  }

  @Test
  void redirectsAHeadAndCountsItAsAMachine() throws Exception {
    String response =
        ask("HEAD " + click(HOST, DESTINATION) + " HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
    assertThat(response).startsWith("HTTP/1.1 302").endsWith("\r\n\r\n");
    Event event = rig.events.take();
    assertThat(event.verdict()).isEqualTo(Verdict.MACHINE);
    assertThat(event.reasons()).containsExactly("head");
  }

  @Test
  void givesAHeadThePixelsLengthWithoutThePixel() throws Exception {
    try (RawClient client = rig.tls(HOST)) {
      client.send(
          "HEAD "
              + open(HOST)
              + " HTTP/1.1\r\nHost: "
              + HOST
              + "\r\n\r\n"
              + get(HOST, "/robots.txt"));
      assertThat(fields(client.head())).containsEntry("content-length", "43");
      assertThat(client.response()).contains("Disallow");
    }
  }

  @Test
  void ignoresAQueryOnTheLink() throws Exception {
    String response =
        ask(get(HOST, click(HOST, DESTINATION) + "?utm_source=x&target=https://evil.test"));
    assertThat(fields(response)).containsEntry("location", DESTINATION);
  }

  @Test
  void encodesALocationSoThatItStaysOneField() throws Exception {
    String response =
        ask(get(HOST, click(HOST, "https://example.com/a b\r\nSet-Cookie: x=\u00fc")));
    assertThat(fields(response))
        .containsEntry("location", "https://example.com/a%20b%0D%0ASet-Cookie:%20x=%C3%BC")
        .doesNotContainKey("set-cookie");
  }

  @Test
  void answersAnOpenWithAnImageThatNobodyKeeps() throws Exception {
    String response = ask(get(HOST, open(HOST)));
    assertThat(response).startsWith("HTTP/1.1 200").contains("\r\n\r\nGIF89a");
    assertThat(fields(response))
        .containsEntry("content-type", "image/gif")
        .containsEntry("cache-control", "private, no-store")
        .containsEntry("content-length", "43");
    assertThat(rig.events.take().kind()).isEqualTo(EventKind.OPEN);
  }

  @Test
  void padsThePixelToTheSizeThatTheDomainWants() throws Exception {
    try (EdgeRig padded =
        new EdgeRig(
            folder.resolve("p"), Optional.empty(), Domains.of(HOST, Keeps.EVERYTHING, 825))) {
      try (RawClient client = padded.tls(HOST)) {
        assertThat(fields(client.send(get(HOST, open(HOST))).response()))
            .containsEntry("content-length", "825");
      }
    }
  }

  @Test
  void keepsOfTheClientOnlyWhatTheDomainKeeps() throws Exception {
    Keeps little = new Keeps(IpDetail.TRUNCATED, UserAgentDetail.CLASS);
    try (EdgeRig sparing =
            new EdgeRig(folder.resolve("s"), Optional.empty(), Domains.of(HOST, little, 43));
        RawClient client = sparing.tls(HOST)) {
      client
          .send(
              "GET "
                  + open(HOST)
                  + " HTTP/1.1\r\nHost: "
                  + HOST
                  + "\r\nUser-Agent: Mozilla/5.0 Firefox/133.0\r\n\r\n")
          .response();
      Event event = sparing.events.take();
      assertThat(event.ip()).isEqualTo("127.0.0.0");
      assertThat(event.userAgent()).isEqualTo("Firefox");
    }
  }

  @Test
  void tellsCrawlersToStayAway() throws Exception {
    assertThat(ask(get(HOST, "/robots.txt"))).endsWith("User-agent: *\nDisallow: /\n");
  }

  @Test
  void answersTheHealthPathOnAnyHostAndSaysNothingElse() throws Exception {
    try (RawClient client = rig.plain()) {
      assertThat(client.send(get("whoever.invalid", "/.well-known/clickward/health")).response())
          .endsWith("\r\n\r\nok");
    }
    assertThat(ask(get("whoever.invalid", "/.well-known/clickward/health"))).endsWith("\r\n\r\nok");
    assertThat(rig.events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/c/",
        "/c/AQE",
        "/c/<script>alert(1)</script>",
        "/o/AQE",
        "/favicon.ico",
        "/c/../c/x"
      })
  void refusesWhatIsNoLinkWithoutRedirectOrEcho(String target) throws Exception {
    String response = ask(get(HOST, target));
    assertThat(response)
        .startsWith("HTTP/1.1 404")
        .contains("This link is not valid here")
        .doesNotContain("script>");
    assertThat(fields(response)).doesNotContainKey("location");
    assertThat(rig.events).isEmpty();
  }

  @Test
  void refusesALinkOfAnotherHost() throws Exception {
    assertThat(ask(get(HOST, click(OTHER, DESTINATION)))).startsWith("HTTP/1.1 404");
  }

  @Test
  void refusesAPixelAsALinkAndALinkAsAPixel() throws Exception {
    assertThat(ask(get(HOST, open(HOST).replace("/o/", "/c/")))).startsWith("HTTP/1.1 404");
    assertThat(ask(get(HOST, click(HOST, DESTINATION).replace("/c/", "/o/"))))
        .startsWith("HTTP/1.1 404");
  }

  @Test
  void refusesAnUnknownHostOnPlainHttp() throws Exception {
    try (RawClient client = rig.plain()) {
      String response = client.send(get("whoever.invalid", click(HOST, DESTINATION))).response();
      assertThat(response).startsWith("HTTP/1.1 421").doesNotContain("whoever");
    }
  }

  @Test
  void refusesARequestForAnotherHostThanTheHandshakeWasFor() throws Exception {
    assertThat(ask(get(OTHER, click(OTHER, DESTINATION)))).startsWith("HTTP/1.1 421");
  }

  @Test
  void refusesOtherMethods() throws Exception {
    String response =
        ask(
            "POST "
                + click(HOST, DESTINATION)
                + " HTTP/1.1\r\nHost: "
                + HOST
                + "\r\nContent-Length: 0\r\n\r\n");
    assertThat(response).startsWith("HTTP/1.1 405");
    assertThat(fields(response)).containsEntry("allow", "GET, HEAD");
  }

  @Test
  void refusesAHandshakeForANameThatIsNotOurs() {
    assertThatThrownBy(() -> rig.tls("whoever.example.com"))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("unrecognized_name");
    assertThat(rig.edge.stats().unknownNames()).isEqualTo(1);
  }

  @Test
  void refusesAHandshakeWithoutANameUnlessADefaultHostIsConfigured() throws Exception {
    assertThatThrownBy(() -> RawClient.tlsWithoutName(rig.https(), HOST, rig.authority))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("unrecognized_name");
    try (EdgeRig withDefault =
            new EdgeRig(folder.resolve("d"), Optional.of(HOST), Domains.of(HOST));
        RawClient client =
            RawClient.tlsWithoutName(withDefault.https(), HOST, withDefault.authority)) {
      assertThat(client.send(get(HOST, click(HOST, DESTINATION))).response())
          .startsWith("HTTP/1.1 302");
    }
  }

  @Test
  void showsEachHostItsOwnCertificate() throws Exception {
    for (String host : List.of(HOST, OTHER)) {
      try (RawClient client = rig.tls(host)) {
        assertThat(client.send(get(host, "/robots.txt")).response()).startsWith("HTTP/1.1 200");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /robots.txt HTTP/1.1\r\n\r\n",
        "GET /robots.txt HTTP/1.1\r\nHost: links.example.test\r\nHost: go.example.org\r\n\r\n",
        "GET /robots.txt HTTP/1.1\r\nHost: links.example.test\r\nbroken header\r\n\r\n",
        "what is this\r\n\r\n"
      })
  void closesAfterARequestThatIsNotHttp(String request) throws Exception {
    try (RawClient client = rig.plain()) {
      assertThat(client.send(request).rest())
          .startsWith("HTTP/1.1 400")
          .contains("Connection: close");
    }
  }

  @Test
  void refusesALineOrAHeaderOverItsLimit() throws Exception {
    try (RawClient client = rig.plain()) {
      assertThat(client.send("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n").rest())
          .startsWith("HTTP/1.1 414");
    }
    try (RawClient client = rig.plain()) {
      String headers = "X-Filler: aaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(700);
      assertThat(client.send("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n" + headers).rest())
          .startsWith("HTTP/1.1 431");
    }
  }

  @Test
  void closesAfterARequestWithABody() throws Exception {
    try (RawClient client = rig.plain()) {
      String request =
          "GET /robots.txt HTTP/1.1\r\nHost: "
              + HOST
              + "\r\nContent-Length: 5\r\n\r\nhello"
              + get(HOST, "/");
      assertThat(client.send(request).rest()).startsWith("HTTP/1.1 200").endsWith("Disallow: /\n");
    }
  }

  @Test
  void takesTheHostOfAnAbsoluteRequestTarget() throws Exception {
    String target = "http://" + HOST + ":80" + click(HOST, DESTINATION);
    try (RawClient client = rig.plain()) {
      assertThat(client.send(get("ignored.invalid", target)).response()).startsWith("HTTP/1.1 302");
    }
  }

  @Test
  void comparesHostsWithoutCasePortAndRootDot() throws Exception {
    assertThat(ask(get("LINKS.Example.Test.:8443", click(HOST, DESTINATION))))
        .startsWith("HTTP/1.1 302");
  }

  @Test
  void answersWhatHasArrivedBeforeItStops() throws Exception {
    rig.holdEvents = true;
    try (RawClient client = rig.tls(HOST);
        RawClient idle = rig.tls(HOST)) {
      client.send(get(HOST, click(HOST, DESTINATION)));
      EdgeRig.Waiting waiting = rig.waiting.take();
      Thread stopping = Thread.ofVirtual().start(rig.edge::close);
      assertThat(idle.rest()).isEmpty();
      waiting.settle(Settlement.DURABLE);
      assertThat(client.rest()).startsWith("HTTP/1.1 302").contains("Connection: close");
      stopping.join();
    }
  }

  @Test
  void doesNotWaitForHandshakesWhenItStops() throws Exception {
    try (RawClient silent = RawClient.plain(rig.https());
        RawClient begun = RawClient.plain(rig.https())) {
      begun.send("\u0016\u0003\u0001");
      Eventually.await(
          "two connections", Duration.ofSeconds(10), () -> rig.edge.openConnections() == 2);
      long began = System.nanoTime();
      rig.edge.close();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
      assertThat(silent.rest()).isEmpty();
      assertThat(begun.rest()).isEmpty();
    }
  }

  @Test
  void closesTheConnectionOfALastRequestThatCouldNotBeAnswered() throws Exception {
    rig.failToRecord();
    try (RawClient client = rig.tls(HOST)) {
      client.send("GET " + click(HOST, DESTINATION) + " HTTP/1.1\r\n");
      client.send("Host: " + HOST + "\r\nConnection: close\r\n\r\n");
      assertThat(client.rest()).isEmpty();
    }
    Eventually.await("none open", Duration.ofSeconds(10), () -> rig.edge.openConnections() == 0);
  }

  @Test
  void saysWhyAnAddressCannotBeHadInTheSystemsWholeWords() {
    InetSocketAddress address = InetSocketAddress.createUnresolved("links.example.test", 443);
    assertThat(Edge.refused(address, new BindException("Address already in use")))
        .startsWith("Cannot listen on links.example.test:443: Address already in use. Stop");
    assertThat(
            Edge.refused(
                address,
                new IOException("bind(..) failed with error(-98): Address already in use")))
        .startsWith("Cannot listen on links.example.test:443: Address already in use. Stop");
  }

  @Test
  void saysTheDateInEveryAnswer() throws Exception {
    for (String request :
        List.of(
            get(HOST, click(HOST, DESTINATION)),
            get(HOST, "/robots.txt"),
            get(HOST, "/c/none"),
            "GET / HTTP/1.1\r\n\r\n")) {
      assertIsNow(fields(ask(request)).get("date"));
    }
    try (RawHttp2 client = RawHttp2.open(rig.https(), HOST, rig.authority)) {
      RawHttp2.Frame answer =
          client
              .send(HEADERS, END_STREAM | END_HEADERS, 1, RawHttp2.get(HOST, "/robots.txt"))
              .next(HEADERS)
              .orElseThrow();
      Http2Headers fields =
          new DefaultHttp2HeadersDecoder()
              .decodeHeaders(1, Unpooled.wrappedBuffer(answer.payload()));
      assertIsNow(String.valueOf(fields.get("date")));
    }
  }

  private static void assertIsNow(String date) {
    assertThat(date).hasSize("Sun, 06 Nov 1994 08:49:37 GMT".length()).endsWith(" GMT");
    assertThat(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)))
        .isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
  }

  @Test
  void refusesAClientThatSpeaksNoneOfOurProtocols() throws Exception {
    assertThatThrownBy(() -> agreed("foo", "http/1.0"))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("no_application_protocol");
    assertThatThrownBy(() -> agreed("acme-tls/1")).isInstanceOf(SSLHandshakeException.class);
    assertThat(rig.edge.stats().handshakeFailures()).isEqualTo(2);
    assertThat(agreed("foo", "http/1.1")).isEqualTo("http/1.1");
    assertThat(agreed()).isEmpty();
  }

  /** The protocol of a handshake in which these are offered. */
  private String agreed(String... protocols) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            RawClient.trusting(rig.authority)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), rig.https())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(HOST)));
      parameters.setApplicationProtocols(protocols);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getApplicationProtocol();
    }
  }

  @Test
  void closesAConnectionWhoseHeaderTakesTooLong() throws Exception {
    try (EdgeRig hurried = hurried(Times.PATIENT.header(SHORT));
        RawClient slow = hurried.tls(HOST)) {
      assertThat(slow.send("GET / HTTP/1.1\r\nHost: ").rest()).isEmpty();
      assertThat(hurried.edge.stats().connectionsOverdue()).isEqualTo(1);
    }
  }

  @Test
  void closesAConnectionThatNeverStartsItsHandshake() throws Exception {
    try (EdgeRig hurried = hurried(Times.PATIENT.handshake(SHORT));
        RawClient silent = RawClient.plain(hurried.https())) {
      assertThat(silent.rest()).isEmpty();
      assertThat(hurried.edge.stats().connectionsOverdue()).isEqualTo(1);
    }
  }

  @Test
  void closesAnIdleConnection() throws Exception {
    try (EdgeRig hurried = hurried(Times.PATIENT.idle(SHORT));
        RawClient idle = hurried.tls(HOST)) {
      assertThat(idle.send(get(HOST, "/robots.txt")).rest()).startsWith("HTTP/1.1 200");
      assertThat(hurried.edge.stats().connectionsOverdue()).isZero();
    }
  }

  private EdgeRig hurried(Times times) throws Exception {
    EdgeSettings.Limits limits = EdgeRig.limits(times);
    return new EdgeRig(folder.resolve("h"), Optional.empty(), limits, Domains.of(HOST));
  }

  @Test
  void refusesConnectionsOverTheLimitOfOneClientAndTakesThemAgainLater() throws Exception {
    EdgeSettings.Limits few = EdgeRig.limits(2, Times.PATIENT);
    try (EdgeRig narrow =
        new EdgeRig(folder.resolve("n"), Optional.empty(), few, Domains.of(HOST))) {
      try (RawClient first = narrow.plain();
          RawClient second = narrow.plain()) {
        // Event loops take connections in no order among them: both are in once both are answered.
        assertThat(first.send(get(HOST, "/robots.txt")).response()).startsWith("HTTP/1.1 200");
        assertThat(second.send(get(HOST, "/robots.txt")).response()).startsWith("HTTP/1.1 200");
        try (RawClient third = narrow.plain()) {
          assertThat(third.isRefused()).isTrue();
        }
      }
      assertThat(narrow.edge.stats().connectionsRefused()).isEqualTo(1);
      while (narrow.edge.openConnections() > 0) {
        Thread.sleep(10);
      }
      try (RawClient later = narrow.plain()) {
        assertThat(later.send(get(HOST, "/robots.txt")).response()).startsWith("HTTP/1.1 200");
      }
    }
  }
}
