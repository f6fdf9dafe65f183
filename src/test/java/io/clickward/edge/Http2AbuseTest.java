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

import io.clickward.testing.RawHttp2;
import io.clickward.testing.RawHttp2.Frame;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a hostile client may send over HTTP/2, by section of RFC 9113; honest clients go on beside
 * each.
 */
class Http2AbuseTest {
  private static final int PROTOCOL_ERROR = 1;
  private static final int FRAME_SIZE_ERROR = 6;
  private static final int REFUSED_STREAM = 7;
  private static final int COMPRESSION_ERROR = 9;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int WHOLE = END_STREAM | END_HEADERS;
  private static final long FLOOD_MEMORY_BYTES_MAX = 16L << 20;
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

  @Test
  void section5_4_1_endsAConnectionThatResetsItsStreamsRapidly() throws Exception {
    long before = rig.edge.stats().http2Ended();
    try (RawHttp2 client = open()) {
      byte[] cancel = {0, 0, 0, 8};
      try {
        for (int i = 0; i < 2_000; i++) {
          client.send(HEADERS, WHOLE, 2 * i + 1, GET).send(RST_STREAM, 0, 2 * i + 1, cancel);
        }
      } catch (IOException e) {
        // The server has stopped listening, as it should.
      }
      assertThat(end(client)).hasValue(ENHANCE_YOUR_CALM);
    }
    assertThat(rig.edge.stats().http2Ended()).isGreaterThan(before);
  }

  @Test
  void section6_5_holdsLittleForAClientThatFloodsSettingsAndReadsNothing() throws Exception {
    assertThat(memoryGrownByFlood(SETTINGS, new byte[0])).isLessThan(FLOOD_MEMORY_BYTES_MAX);
  }

  @Test
  void section6_7_holdsLittleForAClientThatFloodsPingsAndReadsNothing() throws Exception {
    assertThat(memoryGrownByFlood(PING, new byte[8])).isLessThan(FLOOD_MEMORY_BYTES_MAX);
  }

  /** Floods until the server ends it, stops reading, or a second has passed. */
  private static long memoryGrownByFlood(int type, byte[] payload) throws Exception {
    long before = bufferMemory();
    long most = before;
    try (RawHttp2 client = open()) {
      Thread flood = Thread.ofPlatform().daemon().start(() -> flood(client, type, payload));
      for (int i = 0; i < 20 && flood.isAlive(); i++) {
        flood.join(50);
        most = Math.max(most, bufferMemory());
      }
    }
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

  private static long bufferMemory() {
    ByteBufAllocatorMetricProvider allocator =
        (ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT;
    return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
  }

  @Test
  void section6_10_endsAConnectionThatContinuesAHeaderWithoutEnd() throws Exception {
    try (RawHttp2 client = open()) {
      client.send(HEADERS, END_STREAM, 1, GET);
      try {
        for (int i = 0; i < 100_000; i++) {
          client.send(CONTINUATION, 0, 1, RawHttp2.block("x", "y"));
        }
      } catch (IOException e) {
        // The server has stopped listening, as it should.
      }
      assertThat(end(client)).hasValue(ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void section8_1_1_doesNotAnswerARequestWithoutItsPseudoHeaders() throws Exception {
    try (RawHttp2 client = open()) {
      client.send(HEADERS, WHOLE, 1, RawHttp2.block(":method", "GET", "x", "y"));
      Optional<Frame> frame = client.next();
      while (frame.isPresent() && frame.get().type() != RST_STREAM) {
        assertThat(frame.get().type()).isNotEqualTo(HEADERS);
        frame = client.next();
      }
    }
  }

  @Test
  void section8_2_1_resetsAStreamWithAnUpperCaseField() throws Exception {
    try (RawHttp2 client = open()) {
      byte[] block =
          RawHttp2.block(
              ":method", "GET", ":scheme", "https", ":authority", HOST, ":path", "/", "Upper", "x");
      client.send(HEADERS, WHOLE, 1, block);
      assertThat(client.next(RST_STREAM).orElseThrow().error()).isEqualTo(PROTOCOL_ERROR);
    }
  }

  @Test
  void section10_5_1_doesNotServeAHeaderOverItsLimit() throws Exception {
    try (RawHttp2 client = open()) {
      byte[] block =
          RawHttp2.block(
              ":method",
              "GET",
              ":scheme",
              "https",
              ":authority",
              HOST,
              ":path",
              "/",
              "x",
              "a".repeat(16_000));
      byte[] more = RawHttp2.block("y", "b".repeat(12_000));
      client.send(HEADERS, END_STREAM, 1, block).send(CONTINUATION, END_HEADERS, 1, more);
      Optional<Frame> frame = client.next();
      while (frame.isPresent() && frame.get().stream() != 1 && frame.get().type() != GOAWAY) {
        frame = client.next();
      }
      assertThat(rig.events).isEmpty();
      assertThat(frame.map(Frame::type).orElse(GOAWAY)).isIn(HEADERS, RST_STREAM, GOAWAY);
    }
  }
}
