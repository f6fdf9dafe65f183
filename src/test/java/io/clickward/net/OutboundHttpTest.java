package io.clickward.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.testing.TestCa;
import io.clickward.testing.TinyServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutboundHttpTest {
  private static final OutboundLimits LIMITS = limits(Duration.ofSeconds(10));
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private static OutboundLimits limits(Duration exchangeWait) {
    return new OutboundLimits(Duration.ofSeconds(2), exchangeWait, 2000, 50);
  }

  /** Everything is at 127.0.0.1, which the operator allows. */
  private static OutboundHttp allowing(X509Certificate... cas) {
    return allowing(LIMITS, cas);
  }

  private static OutboundHttp allowing(OutboundLimits limits, X509Certificate... cas) {
    return new OutboundHttp(
        new OutboundConnector(_ -> List.of(LOOPBACK), new AddressPolicy(LOOPBACK::equals), limits),
        OutboundTls.platformAnd(List.of(cas)));
  }

  private static HttpReply get(OutboundHttp http, String url) throws IOException {
    return http.get(URI.create(url), Map.of(), 3);
  }

  @Test
  void sendsTheTargetByteForByteAndTheHostAsWritten() throws Exception {
    try (TinyServer server = TinyServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      String target = "/CL0/https:%2F%2Fa.test%2F//x?upn=u001.a%2Bb+c&t=%2F";
      HttpReply reply = get(allowing(), "http://links.example.com:" + server.port() + target);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text()).isEqualTo("ok");
      assertThat(server.heads().getFirst())
          .startsWith("GET " + target + " HTTP/1.1\nHost: links.example.com:" + server.port());
    }
  }

  @Test
  void readsChunks() throws Exception {
    try (TinyServer server =
        TinyServer.saying(
            """
            HTTP/1.1 103 Early

            HTTP/1.1 200 OK
            Transfer-Encoding: chunked

            2;x=y
            ab
            3
            cde
            0

            """
                .replace("\n", "\r\n"))) {
      assertThat(get(allowing(), "http://a.test:" + server.port()).text()).isEqualTo("abcde");
    }
  }

  @Test
  void readsNoMoreBodyThanItsLimit() throws Exception {
    try (TinyServer server =
        TinyServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + "x".repeat(900))) {
      HttpReply reply = get(allowing(), "http://a.test:" + server.port());
      assertThat(reply.body()).hasSize(50);
      assertThat(reply.cut()).isTrue();
    }
  }

  @Test
  void readsNoMoreHeadersThanItsLimit() throws Exception {
    try (TinyServer server =
        TinyServer.saying("HTTP/1.1 200 OK\r\n" + "X-Pad: 0123456789\r\n".repeat(1000))) {
      assertThatThrownBy(() -> get(allowing(), "http://a.test:" + server.port()))
          .hasMessageContaining("2000 bytes of headers");
    }
  }

  @Test
  void leavesAServerThatSendsAByteNowAndThen() throws Exception {
    try (TinyServer server =
        TinyServer.of(
            (socket, _) -> {
              socket.getOutputStream().write("HTTP/1.1 200 OK\r\nX: ".getBytes(ISO_8859_1));
              while (true) {
                socket.getOutputStream().write('x');
                Thread.sleep(50);
              }
            })) {
      OutboundHttp hasty = allowing(limits(Duration.ofMillis(900)));
      long start = System.nanoTime();
      assertThatThrownBy(() -> get(hasty, "http://a.test:" + server.port()))
          .isInstanceOf(IOException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void refusesAnAddressThatIsNotPublic() throws Exception {
    try (TinyServer server = TinyServer.saying("HTTP/1.1 200 OK\r\n\r\n")) {
      OutboundHttp http = publicOnly(_ -> List.of(LOOPBACK));
      assertThatThrownBy(() -> get(http, "http://rebound.test:" + server.port()))
          .isInstanceOf(RefusedAddressException.class)
          .hasMessageContainingAll("rebound.test", "127.0.0.1", "loopback", "public");
      assertThatThrownBy(() -> get(http, "http://127.1:" + server.port()))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> get(http, "http://[::ffff:127.0.0.1]:" + server.port()))
          .isInstanceOf(RefusedAddressException.class);
      assertThat(server.heads()).isEmpty();
    }
  }

  private static OutboundHttp publicOnly(HostAddresses names) {
    return new OutboundHttp(
        new OutboundConnector(names, AddressPolicy.publicOnly(), LIMITS), OutboundTls.platform());
  }

  @Test
  void connectsToTheAddressThatWasCheckedAndResolvesOnce() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    // First an allowed address, then what an attacker would like to be connected to.
    HostAddresses rebinding =
        _ ->
            asked.getAndIncrement() == 0
                ? List.of(LOOPBACK)
                : List.of(InetAddress.ofLiteral("127.0.0.9"));
    try (TinyServer server = TinyServer.saying("HTTP/1.1 200 OK\r\n\r\nhere")) {
      OutboundHttp http =
          new OutboundHttp(
              new OutboundConnector(rebinding, new AddressPolicy(LOOPBACK::equals), LIMITS),
              OutboundTls.platform());
      assertThat(get(http, "http://rebound.test:" + server.port()).text()).isEqualTo("here");
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void checksEveryHopOfARedirect() throws Exception {
    try (TinyServer inner = TinyServer.saying("HTTP/1.1 200 OK\r\n\r\nsecret");
        TinyServer outer =
            TinyServer.saying(
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.9:%d/\r\n\r\n"
                    .formatted(inner.port()))) {
      assertThatThrownBy(() -> get(allowing(), "http://a.test:" + outer.port()))
          .isInstanceOf(RefusedAddressException.class);
      assertThat(inner.heads()).isEmpty();
    }
  }

  @Test
  void followsOnlyAsManyRedirectsAsItIsAllowed() throws Exception {
    try (TinyServer server =
        TinyServer.saying("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")) {
      URI uri = URI.create("http://a.test:" + server.port() + "/");
      assertThat(allowing().get(uri, Map.of(), 0).status()).isEqualTo(302);
      assertThat(server.heads()).hasSize(1);
      assertThat(allowing().get(uri, Map.of(), 2).status()).isEqualTo(302);
      assertThat(server.heads()).hasSize(4);
    }
  }

  @Test
  void refusesOtherSchemesAndUserNames() {
    for (String url : List.of("file:///etc/passwd", "ftp://a.test/", "http://a@b.test/")) {
      assertThatThrownBy(() -> get(allowing(), url)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesHeadersThatWouldSplitTheRequest() throws Exception {
    try (TinyServer server = TinyServer.saying("HTTP/1.1 200 OK\r\n\r\n")) {
      URI uri = URI.create("http://a.test:" + server.port() + "/");
      assertThatThrownBy(() -> allowing().get(uri, Map.of("X", "a\r\nY: b"), 0))
          .hasMessageContaining("control characters");
    }
  }

  @Test
  void speaksTlsOnlyWithAServerThatIsTrustedAndHasTheName() throws Exception {
    TestCa ca = TestCa.root("Test CA", Instant.now().minusSeconds(60));
    try (TinyServer server = tls(ca.leaf("good.test"), "HTTP/1.1 200 OK\r\n\r\nsafe")) {
      OutboundHttp http = allowing(ca.certificate());
      String end = ":" + server.port() + "/";
      assertThat(get(http, "https://good.test" + end).text()).isEqualTo("safe");
      assertThatThrownBy(() -> get(http, "https://other.test" + end)).hasMessageContaining("name");
      assertThatThrownBy(() -> get(allowing(), "https://good.test" + end))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void observesWhatIsWrongWithACertificate() throws Exception {
    TestCa ca = TestCa.root("Test CA", Instant.now().minusSeconds(60));
    try (TinyServer server = tls(ca.leaf("good.test"), "HTTP/1.1 200 OK\r\n\r\n")) {
      OutboundTls trusting = OutboundTls.platformAnd(List.of(ca.certificate()));
      assertThat(observe(trusting, server, "good.test"))
          .matches(p -> p.distrust().isEmpty() && !p.otherName() && p.chain().size() == 1);
      assertThat(observe(trusting, server, "other.test"))
          .matches(p -> p.distrust().isEmpty() && p.otherName());
      assertThat(observe(OutboundTls.platform(), server, "good.test"))
          .matches(p -> p.distrust().isPresent());
    }
  }

  private static TlsPeer observe(OutboundTls tls, TinyServer server, String host)
      throws IOException {
    try (Socket plain = new Socket(LOOPBACK, server.port())) {
      return tls.observe(plain, host);
    }
  }

  private static TinyServer tls(TestCa.Leaf leaf, String answer) throws Exception {
    return TinyServer.tls(
        leaf, (socket, _) -> socket.getOutputStream().write(answer.getBytes(ISO_8859_1)));
  }
}
