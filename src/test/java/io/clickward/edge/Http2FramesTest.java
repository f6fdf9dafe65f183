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
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.RawHttp2;
import io.clickward.testing.RawHttp2.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that are wrong by themselves or at their place, by section of RFC 9113. */
class Http2FramesTest {
  private static final int PRIORITY = 2;
  private static final int PUSH_PROMISE = 5;
  private static final int WINDOW_UPDATE = 8;
  private static final int ACK = 1;
  private static final int PADDED = 8;
  private static final int WHOLE = END_STREAM | END_HEADERS;

  private static final int PROTOCOL_ERROR = 1;
  private static final int FLOW_CONTROL_ERROR = 3;
  private static final int STREAM_CLOSED = 5;
  private static final int FRAME_SIZE_ERROR = 6;

  private static final byte[] GET = RawHttp2.get(HOST, "/robots.txt");
  private static final byte[] NOTHING = {};

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

  private interface Frames {
    void sendTo(RawHttp2 client) throws IOException;
  }

  /** What is sent, and the code of the error that it is answered with. */
  record Row(String what, int error, Frames frames) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Row row(String what, int error, int type, int flags, int stream, int... payload) {
    return new Row(what, error, client -> client.send(type, flags, stream, bytes(payload)));
  }

  private static byte[] bytes(int... octets) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int octet : octets) {
      bytes.write(octet);
    }
    return bytes.toByteArray();
  }

  static Stream<Row> connectionErrors() {
    return Stream.of(
        row("5.1 DATA on an idle stream", PROTOCOL_ERROR, DATA, 0, 1, 1, 2, 3),
        row("5.1 WINDOW_UPDATE on an idle stream", PROTOCOL_ERROR, WINDOW_UPDATE, 0, 1, 0, 0, 0, 1),
        row("6.1 DATA on stream 0", PROTOCOL_ERROR, DATA, 0, 0, 1),
        row("6.2 HEADERS on stream 0", PROTOCOL_ERROR, HEADERS, WHOLE, 0, 0x82),
        row("6.2 more padding than frame", PROTOCOL_ERROR, HEADERS, WHOLE | PADDED, 1, 200, 0x82),
        row("6.3 PRIORITY on stream 0", PROTOCOL_ERROR, PRIORITY, 0, 0, 0, 0, 0, 1, 16),
        row("6.4 RST_STREAM on stream 0", PROTOCOL_ERROR, RST_STREAM, 0, 0, 0, 0, 0, 8),
        row("6.4 RST_STREAM on an idle stream", PROTOCOL_ERROR, RST_STREAM, 0, 1, 0, 0, 0, 8),
        row("6.4 RST_STREAM of another size", FRAME_SIZE_ERROR, RST_STREAM, 0, 1, 0, 0, 8),
        row("6.5 SETTINGS on a stream", PROTOCOL_ERROR, SETTINGS, 0, 1),
        row("6.5 SETTINGS of another size", FRAME_SIZE_ERROR, SETTINGS, 0, 0, 0, 4, 0),
        row("6.5 an ACK with content", FRAME_SIZE_ERROR, SETTINGS, ACK, 0, 0, 4, 0, 0, 0, 0),
        row("6.5.2 ENABLE_PUSH of 2", PROTOCOL_ERROR, SETTINGS, 0, 0, 0, 2, 0, 0, 0, 2),
        row("6.5.2 a window too large", FLOW_CONTROL_ERROR, SETTINGS, 0, 0, 0, 4, 128, 0, 0, 0),
        row("6.5.2 a frame size too small", PROTOCOL_ERROR, SETTINGS, 0, 0, 0, 5, 0, 0, 1, 0),
        row("6.6 PUSH_PROMISE", PROTOCOL_ERROR, PUSH_PROMISE, END_HEADERS, 1, 0, 0, 0, 2, 0x82),
        row("6.7 PING on a stream", PROTOCOL_ERROR, PING, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        row("6.7 PING of another size", FRAME_SIZE_ERROR, PING, 0, 0, 0, 0, 0, 0),
        row("6.8 GOAWAY on a stream", PROTOCOL_ERROR, GOAWAY, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        row("6.9 WINDOW_UPDATE by nothing", PROTOCOL_ERROR, WINDOW_UPDATE, 0, 0, 0, 0, 0, 0),
        row("6.9 WINDOW_UPDATE of another size", FRAME_SIZE_ERROR, WINDOW_UPDATE, 0, 0, 0, 1),
        row(
            "6.9.1 a window over its bound",
            FLOW_CONTROL_ERROR,
            WINDOW_UPDATE,
            0,
            0,
            127,
            255,
            255,
            255),
        row("6.10 CONTINUATION of nothing", PROTOCOL_ERROR, CONTINUATION, END_HEADERS, 1, 0x82),
        new Row(
            "6.10 another frame within a header",
            PROTOCOL_ERROR,
            client -> client.send(HEADERS, END_STREAM, 1, GET).send(PING, 0, 0, new byte[8])),
        new Row(
            "6.10 another stream within a header",
            PROTOCOL_ERROR,
            client ->
                client
                    .send(HEADERS, END_STREAM, 1, GET)
                    .send(CONTINUATION, END_HEADERS, 3, NOTHING)));
  }

  @Test
  void section10_5_1_refusesFewBytesThatUnpackToManyAndGoesOn() throws Exception {
    try (RawHttp2 client = RawHttp2.open(rig.https(), HOST, rig.authority)) {
      bomb(client);
      client.send(HEADERS, WHOLE, 3, GET);
      assertThat(RawHttp2.status(client.next(HEADERS).orElseThrow())).isEqualTo(431);
      assertThat(client.next(HEADERS).orElseThrow().stream()).isEqualTo(3);
    }
  }

  /** The standard wants the connection ended; Netty takes it for a stream that was closed. */
  @Test
  void section5_1_1_resetsAStreamWhoseNumberGoesBack() throws Exception {
    try (RawHttp2 client = RawHttp2.open(rig.https(), HOST, rig.authority)) {
      client.send(HEADERS, END_HEADERS, 5, GET).send(HEADERS, WHOLE, 3, GET);
      Frame reset = client.next(RST_STREAM).orElseThrow();
      assertThat(reset.stream()).isEqualTo(3);
      assertThat(reset.error()).isEqualTo(STREAM_CLOSED);
    }
  }

  /** One field of 3,900 bytes for the table (RFC 7541 section 6.2.1), named 12,000 times. */
  private static void bomb(RawHttp2 client) throws IOException {
    byte[] field = RawHttp2.block("x", "a".repeat(3_900));
    field[0] = 0x40;
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(GET);
    block.writeBytes(field);
    for (int i = 0; i < 12_000; i++) {
      block.write(0xBE);
    }
    client.send(HEADERS, WHOLE, 1, block.toByteArray());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("connectionErrors")
  void endsTheConnectionWithTheRightCode(Row row) throws Exception {
    try (RawHttp2 client = RawHttp2.open(rig.https(), HOST, rig.authority)) {
      row.frames().sendTo(client);
      assertThat(client.next(GOAWAY).map(Frame::error)).hasValue(row.error());
    }
  }

  static Stream<Row> streamErrors() {
    return Stream.of(
        new Row(
            "8.1.1 less content than its length",
            PROTOCOL_ERROR,
            client ->
                client.send(HEADERS, END_HEADERS, 1, post()).send(DATA, END_STREAM, 1, bytes(1))),
        new Row(
            "8.1.1 more content than its length",
            PROTOCOL_ERROR,
            client -> client.send(HEADERS, END_HEADERS, 1, post()).send(DATA, 0, 1, new byte[9])),
        new Row(
            "6.9 WINDOW_UPDATE by nothing on a stream",
            PROTOCOL_ERROR,
            client ->
                client
                    .send(HEADERS, END_HEADERS, 1, post())
                    .send(WINDOW_UPDATE, 0, 1, new byte[4])));
  }

  private static byte[] post() {
    return RawHttp2.get(HOST, "/robots.txt", "content-length", "5");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("streamErrors")
  void resetsTheStreamAndGoesOn(Row row) throws Exception {
    try (RawHttp2 client = RawHttp2.open(rig.https(), HOST, rig.authority)) {
      row.frames().sendTo(client);
      Frame reset = client.next(RST_STREAM).orElseThrow();
      assertThat(reset.stream()).isEqualTo(1);
      assertThat(reset.error()).isEqualTo(row.error());
      client.send(HEADERS, WHOLE, 3, GET);
      assertThat(client.next(HEADERS).orElseThrow().stream()).isEqualTo(3);
    }
  }

  /** The stream may be gone already, and frames of a stream that is gone may be ignored. */
  @Test
  void section5_1_contentBehindTheEndOfAStreamHurtsNobodyElse() throws Exception {
    try (RawHttp2 client = RawHttp2.open(rig.https(), HOST, rig.authority)) {
      client.send(HEADERS, WHOLE, 1, GET).send(DATA, END_STREAM, 1, new byte[5]);
      client.next(DATA);
    }
    try (RawHttp2 other = RawHttp2.open(rig.https(), HOST, rig.authority)) {
      other.send(HEADERS, WHOLE, 1, GET);
      assertThat(other.next(HEADERS)).isPresent();
    }
  }
}
