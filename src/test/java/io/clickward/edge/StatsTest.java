package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static io.clickward.edge.EdgeRig.click;
import static io.clickward.edge.EdgeRig.get;
import static io.clickward.testing.RawHttp2.CONTINUATION;
import static io.clickward.testing.RawHttp2.END_HEADERS;
import static io.clickward.testing.RawHttp2.END_STREAM;
import static io.clickward.testing.RawHttp2.GOAWAY;
import static io.clickward.testing.RawHttp2.HEADERS;
import static io.clickward.testing.RawHttp2.PING;
import static io.clickward.testing.RawHttp2.RST_STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.config.Limits;
import io.clickward.edge.EdgeRig.Times;
import io.clickward.event.Verdict;
import io.clickward.testing.Domains;
import io.clickward.testing.Eventually;
import io.clickward.testing.RawClient;
import io.clickward.testing.RawHttp2;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted, and that each limit is counted as itself. */
class StatsTest {
  private static final String DESTINATION = "https://www.example.com/";
  private static final int WHOLE = END_STREAM | END_HEADERS;
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private Path folder;

  /** No limit but this one was hit, and it as often as it should. */
  private static void assertOnly(EdgeRig rig, Limit limit, long times) throws Exception {
    Eventually.await(
        limit.key(), Duration.ofSeconds(10), () -> rig.edge.stats().hits(limit) >= times);
    for (Limit each : Limit.values()) {
      assertThat(rig.edge.stats().hits(each)).as(each.key()).isEqualTo(each == limit ? times : 0);
    }
  }

  /** The time that a stop takes is over with the process that would count it. */
  @Test
  void everyLimitOfTheConfigurationButThatOfAStopIsCounted() {
    assertThat(Arrays.stream(Limit.values()).map(Limit::key))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Limits.class.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(key -> !key.equals("stopTimeout"))
                .toList());
  }

  @Test
  void tellsForHowLongAnEventLoopHasServedNobody() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder);
        RawClient client = rig.tls(HOST)) {
      rig.holdLoopUntil(release);
      client.send(get(HOST, click(HOST, DESTINATION)));
      Eventually.await(
          "silence",
          Duration.ofSeconds(20),
          () -> rig.edge.silence().compareTo(Duration.ofSeconds(2)) > 0);
      release.countDown();
      client.response();
      Eventually.await(
          "a round",
          Duration.ofSeconds(20),
          () -> rig.edge.silence().compareTo(Duration.ofSeconds(1)) < 0);
    }
  }

  @Test
  void countsHandshakesByVersionAndClicksByVerdict() throws Exception {
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder)) {
      try (RawClient client = rig.tls(HOST)) {
        client.send(get(HOST, click(HOST, DESTINATION))).response();
        client.send("HEAD " + click(HOST, DESTINATION) + " HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
        client.head();
      }
      EdgeStats stats = rig.edge.stats();
      assertThat(stats.handshakes(Handshake.FULL_1_3)).isEqualTo(1);
      assertThat(stats.handshakes()).isEqualTo(1);
      assertThat(stats.redirects(Verdict.UNCLASSIFIED)).isEqualTo(1);
      assertThat(stats.redirects(Verdict.MACHINE)).isEqualTo(1);
      assertThat(stats.redirects()).isEqualTo(2);
      assertThat(Arrays.stream(stats.journalWait().counts()).sum()).isEqualTo(2);
      assertThat(stats.journalWait().sumSeconds()).isPositive();
      assertThat(stats.journalWait().maxSeconds()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void countsAHandshakeThatTheClientBreaksOff(String version) throws Exception {
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder)) {
      assertThatThrownBy(() -> shakeHandsWithoutTrust(rig, version))
          .isInstanceOf(SSLHandshakeException.class);
      Eventually.await(
          "a failure",
          Duration.ofSeconds(10),
          () -> rig.edge.stats().handshakeFailures() == 1 && rig.edge.openConnections() == 0);
      assertThat(rig.edge.stats().handshakes()).isZero();
    }
  }

  private static void shakeHandsWithoutTrust(EdgeRig rig, String version) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            SSLSocketFactory.getDefault()
                .createSocket(InetAddress.getLoopbackAddress(), rig.https())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(HOST)));
      parameters.setProtocols(new String[] {version});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
    }
  }

  @Test
  void sortsWaitsIntoTheirBounds() {
    JournalWait wait = new JournalWait();
    for (long micros : new long[] {0, 100, 101, 25_000, 25_001, 1_000_000, 1_000_001}) {
      wait.record(micros * 1000);
    }
    assertThat(wait.boundsSeconds()).startsWith(0.0001).endsWith(1.0).isSorted();
    assertThat(wait.counts()).containsExactly(2, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1);
    assertThat(wait.maxSeconds()).isEqualTo(1.000_001);
  }

  @Test
  void countsLinesAndHeadersOverTheirLimits() throws Exception {
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder);
        RawClient line = rig.plain()) {
      line.send("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n").rest();
      assertOnly(rig, Limit.URL_BYTES, 1);
    }
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder);
        RawClient fields = rig.plain();
        RawHttp2 http2 = open(rig)) {
      String headers = "X-Filler: aaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(700);
      fields.send("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n" + headers).rest();
      assertOnly(rig, Limit.HEADER_BYTES, 1);
      http2.send(HEADERS, END_STREAM, 1, RawHttp2.block("x-filler", "a".repeat(15_000)));
      http2.send(CONTINUATION, END_HEADERS, 1, RawHttp2.block("x-filler", "a".repeat(5_000)));
      http2.next(HEADERS);
      assertOnly(rig, Limit.HEADER_BYTES, 2);
    }
  }

  private static RawHttp2 open(EdgeRig rig) throws Exception {
    return RawHttp2.open(rig.https(), HOST, rig.authority);
  }

  @Test
  void countsHttp2LimitsByTheirNames() throws Exception {
    byte[] get = RawHttp2.get(HOST, "/robots.txt");
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder);
        RawHttp2 client = open(rig)) {
      for (int stream = 1; stream < 500; stream += 2) {
        client
            .send(HEADERS, WHOLE, stream, get)
            .send(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
      }
      client.next(GOAWAY);
      assertOnly(rig, Limit.RESETS, 1);
    }
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder);
        RawHttp2 client = open(rig)) {
      client.send(HEADERS, END_STREAM, 1, new byte[0]);
      for (int i = 0; i < 20; i++) {
        client.send(CONTINUATION, 0, 1, new byte[0]);
      }
      client.next(GOAWAY);
      assertOnly(rig, Limit.CONTINUATIONS, 1);
    }
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder);
        RawHttp2 client = open(rig)) {
      rig.holdEvents = true;
      byte[] click = RawHttp2.get(HOST, click(HOST, DESTINATION));
      for (int stream = 1; stream <= 205; stream += 2) {
        client.send(HEADERS, WHOLE, stream, click);
      }
      client.next(RST_STREAM);
      assertOnly(rig, Limit.STREAMS, 3);
    }
  }

  @Test
  void countsAClientThatAsksForAnswersAndReadsNone() throws Exception {
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder);
        RawHttp2 client = open(rig)) {
      try {
        for (int i = 0; i < 2_000_000 && rig.edge.stats().hits(Limit.CONTROL_FRAMES) == 0; i++) {
          client.send(PING, 0, 0, new byte[8]);
        }
      } catch (java.io.IOException e) {
        // The server has closed.
      }
      assertOnly(rig, Limit.CONTROL_FRAMES, 1);
    }
  }

  @Test
  void refusesConnectionsOverTheLimitOfAll() throws Exception {
    String robots = get(HOST, "/robots.txt");
    try (EdgeRig rig = limited(EdgeRig.limitsOfAll(2));
        RawClient first = rig.plain()) {
      try (RawClient second = rig.plain()) {
        // Event loops take connections in no order among them: both are in once both are answered.
        assertThat(first.send(robots).response()).startsWith("HTTP/1.1 200");
        assertThat(second.send(robots).response()).startsWith("HTTP/1.1 200");
        try (RawClient third = rig.plain()) {
          assertThat(third.isRefused()).isTrue();
        }
        assertOnly(rig, Limit.CONNECTIONS, 1);
        assertThat(rig.edge.stats().connectionsRefused()).isEqualTo(1);
      }
      Eventually.await("room again", Duration.ofSeconds(10), () -> rig.edge.openConnections() == 1);
      try (RawClient later = rig.plain()) {
        assertThat(later.send(robots).response()).startsWith("HTTP/1.1 200");
      }
      assertOnly(rig, Limit.CONNECTIONS, 1);
    }
  }

  private EdgeRig limited(EdgeSettings.Limits limits) throws Exception {
    return new EdgeRig(folder, Optional.empty(), limits, Domains.of(HOST));
  }

  @Test
  void countsConnectionsOverTheirLimitsAndOverdueOnes() throws Exception {
    try (EdgeRig rig = limited(EdgeRig.limits(1, Times.PATIENT));
        RawClient first = rig.plain()) {
      first.send(get(HOST, "/robots.txt")).response();
      try (RawClient second = rig.plain()) {
        assertThat(second.isRefused()).isTrue();
      }
      assertOnly(rig, Limit.CONNECTIONS_PER_CLIENT, 1);
    }
    try (EdgeRig rig = limited(EdgeRig.limits(Times.PATIENT.idle(SHORT)));
        RawClient idle = rig.plain()) {
      idle.send(get(HOST, "/robots.txt")).rest();
      assertOnly(rig, Limit.IDLE, 1);
    }
    try (EdgeRig rig = limited(EdgeRig.limits(Times.PATIENT.header(SHORT)));
        RawClient slow = rig.plain()) {
      slow.send("GET / HTTP/1.1\r\nHost: ").rest();
      assertOnly(rig, Limit.HEADER, 1);
    }
    try (EdgeRig rig = limited(EdgeRig.limits(Times.PATIENT.handshake(SHORT)));
        RawClient silent = RawClient.plain(rig.https())) {
      assertThat(silent.rest()).isEmpty();
      assertOnly(rig, Limit.HANDSHAKE, 1);
    }
  }
}
