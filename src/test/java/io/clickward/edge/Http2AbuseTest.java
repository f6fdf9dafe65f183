package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static io.clickward.testing.RawHttp2.CONTINUATION;
import static io.clickward.testing.RawHttp2.DATA;
import static io.clickward.testing.RawHttp2.END_HEADERS;
import static io.clickward.testing.RawHttp2.END_STREAM;
import static io.clickward.testing.RawHttp2.GOAWAY;
import static io.clickward.testing.RawHttp2.HEADERS;
import static io.clickward.testing.RawHttp2.PING;
import static io.clickward.testing.RawHttp2.RST_STREAM;
import static io.clickward.testing.RawHttp2.SETTINGS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.testing.RawHttp2;
import io.clickward.testing.RawHttp2.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a hostile client may send over HTTP/2, by section of RFC 9113; honest clients go on beside
 * each.
 */
class Http2AbuseTest {
  private static final int NO_ERROR = 0;
  private static final int PROTOCOL_ERROR = 1;
  private static final int FRAME_SIZE_ERROR = 6;
  private static final int REFUSED_STREAM = 7;
  private static final int COMPRESSION_ERROR = 9;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int WHOLE = END_STREAM | END_HEADERS;
  private static final long FLOOD_MEMORY_BYTES_MAX = 16L << 20;
  private static final Duration FLOOD_TIME =
      Duration.ofSeconds(Boolean.getBoolean("long") ? 60 : 4);
  private static final byte[] CANCEL = {0, 0, 0, 8};
  private static final byte[] GET = RawHttp2.get(HOST, "/robots.txt");

  @TempDir private static Path folder;
  private static EdgeRig rig;

  @BeforeAll
  static void start() throws Exception {
    rig = EdgeRig.withTwoDomains(folder);
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  /** The stream of the next request. */
  private int next = 1;

  @AfterEach
  void honestClientsGoOn() throws Exception {
    try (RawHttp2 honest = open()) {
      Frame answer = honest.send(HEADERS, WHOLE, 1, GET).next(HEADERS).orElseThrow();
      assertThat(answer.stream()).isEqualTo(1);
      assertThat(honest.next(DATA).orElseThrow().payload()).asString(US_ASCII).contains("Disallow");
    }
  }

  private static RawHttp2 open() throws IOException {
    return RawHttp2.open(rig.https(), HOST, rig.authority);
  }

  /** The connection's end: the error of its GOAWAY, or nothing when it just closed. */
  private static Optional<Integer> end(RawHttp2 client) throws IOException {
    return client.next(GOAWAY).map(Frame::error);
  }

  @Test
  void section3_4_endsAConnectionWithoutThePreface() throws Exception {
    try (RawHttp2 client = RawHttp2.silent(rig.https(), HOST, rig.authority)) {
      client.sendBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\nand so on".getBytes(US_ASCII));
      assertThat(end(client)).hasValue(PROTOCOL_ERROR);
    }
  }

  @Test
  void section4_2_endsAConnectionWithAFrameOverItsSize() throws Exception {
    try (RawHttp2 client = open()) {
      client.send(HEADERS, WHOLE, 1, new byte[20_000]);
      assertThat(end(client)).hasValue(FRAME_SIZE_ERROR);
    }
  }

  /** RFC 9112 section 9.6 says why: closed at once, the kernel would reset the connection. */
  @Test
  void section5_4_1_letsAClientFinishWhatItWasSending() throws Exception {
    try (RawHttp2 client = open()) {
      client.sendBytes(new byte[] {0, 0x4E, 0x20, HEADERS, WHOLE, 0, 0, 0, 1});
      assertThat(end(client)).hasValue(FRAME_SIZE_ERROR);
      for (int i = 0; i < 20; i++) {
        client.sendBytes(new byte[1_000]).flush();
        Thread.sleep(5);
      }
      assertThat(client.next()).as("closed in order").isEmpty();
    }
  }

  @Test
  void section4_3_endsAConnectionWithABrokenHeaderBlock() throws Exception {
    try (RawHttp2 client = open()) {
      client.send(HEADERS, WHOLE, 1, new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F});
      assertThat(end(client)).hasValue(COMPRESSION_ERROR);
    }
  }

  @Test
  void section5_1_1_endsAConnectionThatOpensAnEvenStream() throws Exception {
    try (RawHttp2 client = open()) {
      client.send(HEADERS, WHOLE, 2, GET);
      assertThat(end(client)).hasValue(PROTOCOL_ERROR);
    }
  }

  @Test
  void section5_1_2_refusesStreamsOverTheLimit() throws Exception {
    rig.holdEvents = true;
    try (RawHttp2 client = open()) {
      byte[] click = RawHttp2.get(HOST, EdgeRig.click(HOST, "https://example.com/"));
      for (int i = 0; i < 150; i++) {
        client.send(HEADERS, WHOLE, 2 * i + 1, click);
      }
      assertThat(client.next(RST_STREAM).orElseThrow().error()).isEqualTo(REFUSED_STREAM);
      assertThat(rig.waiting).hasSizeLessThanOrEqualTo(100);
    } finally {
      rig.holdEvents = false;
      rig.waiting.clear();
    }
  }

  /** Netty flushes for every answer that a reset cuts off: each would be a record, and sent. */
  @Test
  void section5_4_doesNotSendForEachReset() throws Exception {
    try (RawHttp2 client = open()) {
      client.send(PING, 0, 0, new byte[8]).next(PING);
      int before = client.records();
      for (int stream = 1; stream < 100; stream += 2) {
        client.send(HEADERS, WHOLE, stream, GET).send(RST_STREAM, 0, stream, CANCEL);
      }
      client.send(PING, 0, 0, new byte[8]).next(PING);
      assertThat(client.records() - before).isLessThan(20);
    }
  }

  @Test
  void section5_4_1_endsAConnectionThatResetsItsStreamsRapidly() throws Exception {
    long ended = rig.edge.stats().http2Ended();
    long hits = rig.edge.stats().hits(Limit.RESETS);
    try (RawHttp2 client = open()) {
      // The kernel may drop the GOAWAY for one who sends on: what was said is counted as it is
      // said.
      assertThatThrownBy(
              () -> {
                while (true) {
                  client.send(HEADERS, WHOLE, next, GET).send(RST_STREAM, 0, next, CANCEL);
                  next += 2;
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(rig.edge.stats().http2Ended()).isGreaterThan(ended);
    assertThat(rig.edge.stats().hits(Limit.RESETS)).isGreaterThan(hits);
  }

  @Test
  void section6_5_holdsLittleForAClientThatFloodsSettingsAndReadsNothing() throws Exception {
    assertThat(memoryGrownByFlood(SETTINGS, new byte[0])).isLessThan(FLOOD_MEMORY_BYTES_MAX);
  }

  @Test
  void section6_7_holdsLittleForAClientThatFloodsPingsAndReadsNothing() throws Exception {
    assertThat(memoryGrownByFlood(PING, new byte[8])).isLessThan(FLOOD_MEMORY_BYTES_MAX);
  }

  /** Floods on one connection after the other: the server ends each, or stops reading from it. */
  private static long memoryGrownByFlood(int type, byte[] payload) throws Exception {
    long hits = rig.edge.stats().hits(Limit.CONTROL_FRAMES);
    long end = System.nanoTime() + FLOOD_TIME.toNanos();
    long before = rig.edge.bufferBytes();
    long most = before;
    while (System.nanoTime() < end) {
      try (RawHttp2 client = open()) {
        Thread flood = Thread.ofPlatform().daemon().start(() -> flood(client, type, payload));
        while (flood.isAlive() && System.nanoTime() < end) {
          flood.join(50);
          most = Math.max(most, rig.edge.bufferBytes());
        }
      }
    }
    assertThat(rig.edge.stats().hits(Limit.CONTROL_FRAMES)).as("was a flood").isGreaterThan(hits);
    return most - before;
  }

  private static void flood(RawHttp2 client, int type, byte[] payload) {
    try {
      for (int i = 0; i < 5_000_000; i++) {
        client.send(type, 0, 0, payload);
      }
    } catch (IOException e) {
      // The server has ended it, or the test has.
    }
  }

  @Test
  void section6_10_saysWhyItEndsAConnectionThatContinuesAHeaderTooOften() throws Exception {
    try (RawHttp2 client = open()) {
      client.send(HEADERS, END_STREAM, 1, GET);
      for (int i = 0; i <= EdgeRig.CONTINUATIONS_MAX; i++) {
        client.send(CONTINUATION, 0, 1, RawHttp2.block("x", "y"));
      }
      assertThat(end(client)).hasValue(ENHANCE_YOUR_CALM);
    }
  }

  /** Nobody is sure to hear the GOAWAY who sends on: what was said is counted as it is said. */
  @Test
  void section6_10_endsAConnectionThatContinuesAHeaderWithoutEnd() throws Exception {
    long ended = rig.edge.stats().http2Ended();
    long hits = rig.edge.stats().hits(Limit.CONTINUATIONS);
    try (RawHttp2 client = open()) {
      client.send(HEADERS, END_STREAM, 1, GET);
      assertThatThrownBy(
              () -> {
                while (true) {
                  client.send(CONTINUATION, 0, 1, RawHttp2.block("x", "y"));
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(rig.edge.stats().http2Ended()).isEqualTo(ended + 1);
    assertThat(rig.edge.stats().hits(Limit.CONTINUATIONS)).isEqualTo(hits + 1);
  }

  @Test
  void section8_1_letsGoOfAStreamThatIsAnsweredAndNeverEnds() throws Exception {
    try (RawHttp2 client = open()) {
      client.send(HEADERS, END_HEADERS, 1, GET);
      assertThat(client.next(DATA).orElseThrow().flags()).isEqualTo(END_STREAM);
      Frame reset = client.next().orElseThrow();
      assertThat(reset.type()).isEqualTo(RST_STREAM);
      assertThat(reset.error()).isEqualTo(NO_ERROR);
      client.send(HEADERS, WHOLE, 3, GET);
      assertThat(client.next(DATA).orElseThrow().stream()).isEqualTo(3);
      assertThat(client.send(PING, 0, 0, new byte[8]).next().orElseThrow().type()).isEqualTo(PING);
    }
  }

  @Test
  void section8_1_resetsNoStreamThatEndsByItself() throws Exception {
    try (RawHttp2 client = open()) {
      client.send(HEADERS, END_HEADERS, 1, GET).send(DATA, END_STREAM, 1, new byte[10]);
      client.next(DATA);
      assertThat(client.send(PING, 0, 0, new byte[8]).next().orElseThrow().type()).isEqualTo(PING);
    }
  }

  /** Requests that are malformed (section 8.1.1): each by the section that says so. */
  static Stream<Arguments> malformed() {
    String robots = "/robots.txt";
    return Stream.of(
        Arguments.of("8.2.1 a control in a value", with("x", "a\nb")),
        Arguments.of("8.2.1 NUL in a value", with("x", "a\u0000b")),
        Arguments.of("8.2.1 a name that is no token", with("a b", "x")),
        Arguments.of("8.2.1 an upper-case name", with("Upper", "x")),
        Arguments.of("8.2.2 a field of HTTP/1 connections", with("connection", "close")),
        Arguments.of("8.2.2 a transfer coding", with("transfer-encoding", "chunked")),
        Arguments.of("8.2.2 te but trailers", with("te", "gzip")),
        Arguments.of("8.3 an unknown pseudo-header", with(":x", "y")),
        Arguments.of("8.3 a pseudo-header of answers", with(":status", "200")),
        Arguments.of("8.3 a pseudo-header twice", with(":path", robots)),
        Arguments.of(
            "8.3 a pseudo-header behind a field",
            RawHttp2.block(
                ":method",
                "GET",
                ":scheme",
                "https",
                ":authority",
                HOST,
                "x",
                "y",
                ":path",
                robots)),
        Arguments.of("8.3.1 nothing but the method", RawHttp2.block(":method", "GET", "x", "y")),
        Arguments.of(
            "8.3.1 no method",
            RawHttp2.block(":scheme", "https", ":authority", HOST, ":path", robots)),
        Arguments.of(
            "8.3.1 no scheme",
            RawHttp2.block(":method", "GET", ":authority", HOST, ":path", robots)),
        Arguments.of(
            "8.3.1 no path",
            RawHttp2.block(":method", "GET", ":scheme", "https", ":authority", HOST)),
        Arguments.of("8.3.1 another Host than the authority", with("host", "x.invalid")),
        Arguments.of("8.3.1 an empty path", RawHttp2.get(HOST, "")));
  }

  private static byte[] with(String name, String value) {
    return RawHttp2.get(HOST, "/robots.txt", name, value);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void section8_1_1_resetsTheStreamOfAMalformedRequestAndNoOther(String what, byte[] block)
      throws Exception {
    long before = rig.edge.stats().badRequests();
    try (RawHttp2 client = open()) {
      client.send(HEADERS, WHOLE, 1, block).send(HEADERS, WHOLE, 3, GET);
      Frame reset = client.next(RST_STREAM).orElseThrow();
      assertThat(reset.stream()).isEqualTo(1);
      assertThat(reset.error()).isEqualTo(PROTOCOL_ERROR);
      assertThat(client.next(HEADERS).orElseThrow().stream()).as("answered").isEqualTo(3);
    }
    assertThat(rig.edge.stats().badRequests() - before).as("counted").isEqualTo(1);
  }

  /** What is well-formed for HTTP/2 and still no request for us. */
  static Stream<Arguments> unreadable() {
    return Stream.of(
        Arguments.of(
            "no authority at all",
            RawHttp2.block(":method", "GET", ":scheme", "https", ":path", "/robots.txt")),
        Arguments.of("user information", RawHttp2.get("u@" + HOST, "/robots.txt")),
        Arguments.of(
            "an absolute path, which only HTTP/1 has",
            RawHttp2.get("x.invalid", "https://" + HOST + "/robots.txt")),
        Arguments.of("a path without slash", RawHttp2.get(HOST, "robots.txt")),
        Arguments.of("asterisk with GET", RawHttp2.get(HOST, "*")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unreadable")
  void section8_3_1_refusesARequestWithoutAHostOrPathOfOurs(String what, byte[] block)
      throws Exception {
    long before = rig.edge.stats().badRequests();
    try (RawHttp2 client = open()) {
      client.send(HEADERS, WHOLE, 1, block);
      Frame answer = client.next().orElseThrow();
      while (answer.stream() != 1) {
        answer = client.next().orElseThrow();
      }
      assertThat(answer.type()).isEqualTo(HEADERS);
      assertThat(RawHttp2.status(answer)).isEqualTo(400);
    }
    assertThat(rig.edge.stats().badRequests() - before).as("counted").isEqualTo(1);
  }

  @Test
  void section10_5_1_refusesAHeaderOverItsLimitAndGoesOn() throws Exception {
    long before = rig.edge.stats().badRequests();
    try (RawHttp2 client = open()) {
      sendHeader(client, 2_000);
      client.send(HEADERS, WHOLE, 3, GET);
      Frame answer = client.next(HEADERS).orElseThrow();
      assertThat(answer.stream()).isEqualTo(1);
      assertThat(RawHttp2.status(answer)).isEqualTo(431);
      assertThat(client.next(HEADERS).orElseThrow().stream()).isEqualTo(3);
    }
    assertThat(rig.edge.stats().badRequests() - before).as("counted").isEqualTo(1);
  }

  @Test
  void section10_5_1_endsAConnectionWithAHeaderFarOverItsLimit() throws Exception {
    try (RawHttp2 client = open()) {
      sendHeader(client, 12_000);
      assertThat(end(client)).hasValue(PROTOCOL_ERROR);
    }
    assertThat(rig.events).isEmpty();
  }

  /** A header of 16,000 bytes and more; the limit is 16 KiB. */
  private static void sendHeader(RawHttp2 client, int moreBytes) throws IOException {
    client
        .send(HEADERS, END_STREAM, 1, with("x", "a".repeat(16_000)))
        .send(CONTINUATION, END_HEADERS, 1, RawHttp2.block("y", "b".repeat(moreBytes)));
  }
}
