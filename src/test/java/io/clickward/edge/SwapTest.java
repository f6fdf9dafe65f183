package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static io.clickward.edge.EdgeRig.click;
import static io.clickward.edge.EdgeRig.get;
import static io.clickward.testing.RawHttp2.END_HEADERS;
import static io.clickward.testing.RawHttp2.END_STREAM;
import static io.clickward.testing.RawHttp2.HEADERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.cert.HostCertificate;
import io.clickward.event.Settlement;
import io.clickward.testing.Domains;
import io.clickward.testing.NativeMemory;
import io.clickward.testing.RawClient;
import io.clickward.testing.RawHttp2;
import io.clickward.testing.RawHttp2.Frame;
import io.clickward.testing.TestCa;
import io.clickward.testing.TestClock;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host's certificate is replaced while clients are there. */
class SwapTest {
  private static final String DESTINATION = "https://www.example.com/";
  private static final int CLIENTS = 4;
  private static final int HANDSHAKES = 150;
  private static final int WARM_UP_ROUNDS = 700;
  private static final int WINDOWS = 4;
  private static final int ROUNDS = 1_000;

  private final TestCa before = TestCa.root("Before", Instant.now());
  private final TestCa after = TestCa.root("After", Instant.now());
  private volatile HostCertificate shown = certificate(before);
  private EdgeRig rig;

  @BeforeEach
  void start() throws Exception {
    rig =
        new EdgeRig(
            host -> host.equals(HOST) ? shown : null,
            EdgeRig.settings(EdgeRig.LIMITS),
            Domains.of(HOST));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private static HostCertificate certificate(TestCa ca) {
    TestCa.Leaf leaf = ca.leaf(HOST);
    return HostCertificate.of(leaf.keys().getPrivate(), leaf.chain());
  }

  private RawClient http1(TestCa anchor) throws IOException {
    return RawClient.tls(rig.https(), HOST, anchor.certificate());
  }

  @Test
  void openConnectionsGoOnAndNewOnesGetTheNewCertificate() throws Exception {
    try (RawClient idle = http1(before);
        RawClient busy = http1(before);
        RawHttp2 idle2 = RawHttp2.open(rig.https(), HOST, before.certificate());
        RawHttp2 busy2 = RawHttp2.open(rig.https(), HOST, before.certificate())) {
      assertThat(idle.send(get(HOST, "/robots.txt")).response()).contains("200 OK");
      assertIsAnswered(idle2, 1, "/robots.txt");
      rig.holdEvents = true;
      busy.send(get(HOST, click(HOST, DESTINATION)));
      busy2
          .send(HEADERS, END_STREAM | END_HEADERS, 1, RawHttp2.get(HOST, click(HOST, DESTINATION)))
          .flush();
      List<EdgeRig.Waiting> waiting = List.of(rig.waiting.take(), rig.waiting.take());

      shown = certificate(after);
      try (RawClient fresh = http1(after)) {
        assertThat(fresh.send(get(HOST, "/robots.txt")).response()).contains("200 OK");
      }
      assertThatThrownBy(() -> http1(before)).isInstanceOf(SSLHandshakeException.class);

      waiting.forEach(each -> each.settle(Settlement.DURABLE));
      assertThat(busy.response()).startsWith("HTTP/1.1 302");
      assertThat(busy2.next(HEADERS).map(Frame::stream)).contains(1);
      assertThat(idle.send(get(HOST, "/robots.txt")).response()).contains("200 OK");
      assertThat(busy.send(get(HOST, "/robots.txt")).response()).contains("200 OK");
      assertIsAnswered(idle2, 3, "/robots.txt");
      assertIsAnswered(busy2, 3, "/robots.txt");
    }
  }

  private static void assertIsAnswered(RawHttp2 client, int stream, String path) throws Exception {
    client.send(HEADERS, END_STREAM | END_HEADERS, stream, RawHttp2.get(HOST, path));
    assertThat(client.next(HEADERS).map(Frame::stream)).contains(stream);
  }

  @Test
  void noHandshakeFailsWhileCertificatesAreReplacedOverAndOver() throws Exception {
    int swaps = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(this::shakeHandsOverAndOver));
      }
      while (!clients.stream().allMatch(Future::isDone)) {
        shown = certificate(before);
        swaps++;
        Thread.sleep(1);
      }
      for (Future<?> client : clients) {
        client.get();
      }
    }
    assertThat(rig.edge.stats().handshakeFailures()).isZero();
    assertThat(rig.edge.stats().handshakes()).isEqualTo(CLIENTS * HANDSHAKES);
    assertThat(swaps).isGreaterThan(HANDSHAKES);
  }

  private @Nullable Void shakeHandsOverAndOver() throws IOException {
    for (int i = 0; i < HANDSHAKES; i++) {
      try (RawClient client = http1(before)) {
        assertThat(client.send(get(HOST, "/robots.txt")).response()).contains("200 OK");
      }
    }
    return null;
  }

  /** The class of tcnative's issue 788: a leak of each context that is built and released. */
  @Test
  void nativeMemoryOfReplacedCertificatesIsFreed() throws Exception {
    List<HostCertificate> two = List.of(certificate(before), certificate(after));
    TicketKeys tickets = new TicketKeys(TestClock.at("2026-11-21T00:00:00Z"), new SecureRandom());
    SslContext client =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL_REFCNT) // frees its engines at once, as ours do
            .trustManager(before.certificate(), after.certificate())
            .build();
    try (TlsContexts contexts = new TlsContexts(_ -> shown, Transport.best().tls(), tickets, 10)) {
      swapAndShakeHands(contexts, client, two, WARM_UP_ROUNDS);
      List<Long> allocated = new ArrayList<>(List.of(NativeMemory.settled().allocatedBytes()));
      for (int i = 0; i < WINDOWS; i++) {
        swapAndShakeHands(contexts, client, two, ROUNDS);
        allocated.add(NativeMemory.settled().allocatedBytes());
      }
      // A context that stays is 11 KiB and is missed in each window; what the JVM compiles
      // meanwhile takes memory too, but once.
      assertThat(leastGrowth(allocated))
          .as("%s bytes allocated, each after %d swaps more", allocated, ROUNDS)
          .isLessThan(ROUNDS * 4096L);
    }
  }

  private static long leastGrowth(List<Long> sizes) {
    return IntStream.range(1, sizes.size())
        .mapToLong(i -> sizes.get(i) - sizes.get(i - 1))
        .min()
        .orElseThrow();
  }

  private void swapAndShakeHands(
      TlsContexts contexts, SslContext client, List<HostCertificate> certificates, int rounds)
      throws Exception {
    for (int i = 0; i < rounds; i++) {
      HostCertificate next = certificates.get(i % certificates.size());
      shown = HostCertificate.of(next.key(), next.chain());
      shakeHands(contexts.open(HOST, ByteBufAllocator.DEFAULT).tls(), client);
    }
  }

  private static void shakeHands(SslHandler ours, SslContext client) throws SSLException {
    SslHandler theirs = client.newHandler(ByteBufAllocator.DEFAULT, HOST, 443);
    EmbeddedChannel server = new EmbeddedChannel(ours);
    EmbeddedChannel peer = new EmbeddedChannel(theirs);
    while (move(peer, server) + move(server, peer) > 0) {}
    assertThat(theirs.handshakeFuture().isSuccess()).isTrue();
    assertThat(ours.handshakeFuture().isSuccess()).isTrue();
    server.finishAndReleaseAll();
    peer.finishAndReleaseAll();
  }

  private static int move(EmbeddedChannel from, EmbeddedChannel to) {
    int moved = 0;
    for (Object bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
      to.writeInbound(bytes);
      moved++;
    }
    return moved;
  }
}
