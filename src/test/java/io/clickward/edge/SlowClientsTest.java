package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static io.clickward.edge.EdgeRig.get;
import static io.clickward.testing.RawHttp2.END_HEADERS;
import static io.clickward.testing.RawHttp2.END_STREAM;
import static io.clickward.testing.RawHttp2.HEADERS;
import static io.clickward.testing.RawHttp2.PING;
import static io.clickward.testing.RawHttp2.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.edge.EdgeRig.Times;
import io.clickward.testing.ClientHello;
import io.clickward.testing.Domains;
import io.clickward.testing.Eventually;
import io.clickward.testing.Memory;
import io.clickward.testing.RawClient;
import io.clickward.testing.RawHttp2;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take their time, many of them, and honest ones beside them. */
class SlowClientsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** Time-outs are kept to within a round of the roster, and the machine may be busy. */
  private static final Duration END_MAX = Duration.ofSeconds(20);

  private static final int CLIENTS = 200;
  private static final int DEAF_CLIENTS = 20;

  /**
   * Whole chunks of the allocator count; without a bound it is what fits into the answers' time.
   */
  private static final long CLIENT_BYTES_MAX = 1 << 20;

  /** Collecting garbage before the connections end takes its time. */
  private static final Duration MEASURED_WITHIN = Duration.ofSeconds(8);

  /** Far over the limit, and as many refused as the codec itself puts up with. */
  private static final int STREAMS = 250;

  /** What an answer that nobody takes keeps on the heap, its stream with it. */
  private static final long STREAM_BYTES_MAX = 10 << 10;

  private static final String ROBOTS = get(HOST, "/robots.txt");

  @TempDir private Path folder;
  private final List<AutoCloseable> clients = new ArrayList<>();
  private EdgeRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = rig(Times.all(TIMEOUT));
  }

  /** Deadlines are looked at in rounds: wherever in one a client comes, none is too early. */
  @Test
  void givesAClientAllOfItsTimeWhereverInARoundItComes() throws Exception {
    Duration time = Duration.ofMillis(150);
    try (EdgeRig hasty = rig(Times.all(time))) {
      for (int i = 0; i < 20; i++) {
        try (RawClient client = hasty.plain()) {
          client.send("GET ");
          assertThat(client.isSilentFor((int) time.toMillis() - 10)).isTrue();
        }
      }
    }
  }

  private EdgeRig rig(Times times) throws Exception {
    return new EdgeRig(folder, Optional.empty(), EdgeRig.limits(times), Domains.of(HOST));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable client : clients) {
      client.close();
    }
    rig.close();
  }

  private <T extends AutoCloseable> T with(T client) {
    clients.add(client);
    return client;
  }

  private void assertHonestClientsAreServed() throws Exception {
    try (RawClient honest = rig.tls(HOST)) {
      assertThat(honest.send(ROBOTS).response()).startsWith("HTTP/1.1 200");
    }
  }

  private void assertAllEnd() throws Exception {
    Eventually.await("all ended", END_MAX, () -> rig.edge.openConnections() == 0);
  }

  /** One byte now and then, until the server has enough of it. */
  private static void trickle(List<RawClient> clients, String text) throws InterruptedException {
    for (int i = 0; i < text.length(); i++) {
      for (RawClient client : clients) {
        try {
          client.send(text.substring(i, i + 1));
        } catch (IOException e) {
          return; // the server has closed it, as it should
        }
      }
      Thread.sleep(50);
    }
  }

  @Test
  void endsClientsThatTrickleTheirHeader() throws Exception {
    List<RawClient> slow = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      slow.add(with(rig.plain()));
    }
    trickle(slow, "GET /robots.txt HTTP/1.1\r\nX: ");
    assertHonestClientsAreServed();
    trickle(slow, "a".repeat(100));
    assertAllEnd();
    assertThat(rig.edge.stats().connectionsOverdue()).isEqualTo(CLIENTS);
  }

  @Test
  void endsClientsThatTrickleTheirHandshake() throws Exception {
    String hello = ClientHello.forName("n00000000.of.strangers.a.example").text();
    List<RawClient> slow = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      slow.add(with(RawClient.plain(rig.https())));
    }
    trickle(slow, hello.substring(0, 20));
    assertHonestClientsAreServed();
    trickle(slow, hello.substring(20, 120));
    assertAllEnd();
    assertThat(rig.edge.stats().connectionsOverdue()).isEqualTo(CLIENTS);
  }

  @Test
  void endsAnHttp2ClientThatNeverEndsItsHeader() throws Exception {
    RawHttp2 slow = with(RawHttp2.open(rig.https(), HOST, rig.authority));
    slow.send(HEADERS, END_STREAM, 1, RawHttp2.block(":method", "GET")).flush();
    assertAllEnd();
    assertThat(rig.edge.stats().connectionsOverdue()).isEqualTo(1);
  }

  @Test
  void endsAnHttp2ClientWithoutRequestsHoweverOftenItPings() throws Exception {
    RawHttp2 pinging = with(RawHttp2.open(rig.https(), HOST, rig.authority));
    Thread.ofVirtual().start(() -> pingForever(pinging));
    assertAllEnd();
    assertThat(rig.edge.stats().connectionsOverdue()).isEqualTo(1);
  }

  private static void pingForever(RawHttp2 client) {
    try {
      while (true) {
        client.send(PING, 0, 0, new byte[8]).flush();
        Thread.sleep(100);
      }
    } catch (IOException | InterruptedException e) {
      // The server has closed it, as it should.
    }
  }

  @Test
  void holdsLittleForClientsThatPipelineAndNeverRead() throws Exception {
    long before = rig.edge.bufferBytes();
    for (int i = 0; i < DEAF_CLIENTS; i++) {
      RawClient deaf = with(rig.plain());
      Thread.ofVirtual().start(() -> sendForever(deaf));
    }
    long most = 0;
    int open = 0;
    long end = System.nanoTime() + TIMEOUT.multipliedBy(2).toNanos();
    while (System.nanoTime() < end) {
      Thread.sleep(10);
      most = Math.max(most, rig.edge.bufferBytes() - before);
      open = Math.max(open, rig.edge.openConnections());
    }
    assertHonestClientsAreServed();
    System.out.printf(
        "Clients that never read: %d at once, %d KiB held for each%n",
        open, (most / DEAF_CLIENTS) >> 10);
    assertThat(most).isPositive().isLessThan(DEAF_CLIENTS * CLIENT_BYTES_MAX);
    assertAllEnd();
  }

  private static void sendForever(RawClient client) {
    try {
      while (true) {
        client.send("GET / HTTP/1.1\r\nHost:a\r\n\r\n".repeat(100));
      }
    } catch (IOException e) {
      // The server has closed it, as it should.
    }
  }

  @Test
  void holdsNoMoreStreamsThanTheirLimitForHttp2ClientsThatOpenNoWindow() throws Exception {
    rig.close();
    rig = rig(Times.PATIENT.idle(MEASURED_WITHIN));
    List<RawHttp2> deaf = new ArrayList<>();
    for (int i = 0; i < DEAF_CLIENTS; i++) {
      deaf.add(with(RawHttp2.open(rig.https(), HOST, rig.authority)));
    }
    long buffers = rig.edge.bufferBytes();
    long heap = Memory.liveBytes();
    for (RawHttp2 client : deaf) {
      askWithoutWindow(client);
    }
    int refused = DEAF_CLIENTS * (STREAMS - EdgeRig.STREAMS_MAX);
    Eventually.await("refusals", END_MAX, () -> rig.edge.stats().hits(Limit.STREAMS) >= refused);
    buffers = rig.edge.bufferBytes() - buffers;
    heap = Memory.liveBytes() - heap;
    assertHonestClientsAreServed();
    System.out.printf(
        "HTTP/2 clients without window: %d KiB of buffers and %d KiB of heap held for each%n",
        (buffers / DEAF_CLIENTS) >> 10, (heap / DEAF_CLIENTS) >> 10);
    assertThat(rig.edge.stats().hits(Limit.STREAMS)).isEqualTo(refused);
    assertThat(buffers).isLessThan(DEAF_CLIENTS * CLIENT_BYTES_MAX);
    assertThat(heap).isLessThan(DEAF_CLIENTS * EdgeRig.STREAMS_MAX * STREAM_BYTES_MAX);
    assertAllEnd();
  }

  private static void askWithoutWindow(RawHttp2 client) throws IOException {
    byte[] noWindow = {0, 4, 0, 0, 0, 0};
    client.send(SETTINGS, 0, 0, noWindow);
    for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
      client.send(HEADERS, END_STREAM | END_HEADERS, stream, RawHttp2.get(HOST, "/robots.txt"));
    }
    client.flush();
  }

  @Test
  void servesBesideManyIdleConnectionsAndEndsThem() throws Exception {
    for (int i = 0; i < 800; i++) {
      with(rig.plain()).send(ROBOTS);
    }
    assertHonestClientsAreServed();
    assertAllEnd();
    assertThat(rig.edge.stats().connectionsOverdue()).as("idle is not overdue").isZero();
  }
}
