package io.clickward.edge;

import static io.clickward.testing.RawHttp2.END_HEADERS;
import static io.clickward.testing.RawHttp2.END_STREAM;
import static io.clickward.testing.RawHttp2.GOAWAY;
import static io.clickward.testing.RawHttp2.HEADERS;
import static io.clickward.testing.RawHttp2.PING;
import static io.clickward.testing.RawHttp2.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Domains;
import io.clickward.testing.RawHttp2;
import io.clickward.testing.RawHttp2.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that ask for nothing (RFC 9113 section 10.5). */
class IdleFramesTest {
  private static final int FRAMES_MAX = 100;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int ACK = 1;
  private static final int PRIORITY = 2;
  private static final int WINDOW_UPDATE = 8;
  private static final int UNKNOWN = 0xFA;

  @TempDir private Path folder;
  private EdgeRig rig;

  @BeforeEach
  void start() throws Exception {
    EdgeSettings.Limits limits = EdgeRig.limits(FRAMES_MAX);
    rig = new EdgeRig(folder, Optional.empty(), limits, Domains.of(EdgeRig.HOST));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private RawHttp2 open() throws IOException {
    return RawHttp2.open(rig.https(), EdgeRig.HOST, rig.authority);
  }

  static Stream<Arguments> idle() {
    return Stream.of(
        Arguments.of("PING", PING, 0, 0, new byte[8]),
        Arguments.of("answers to PING", PING, ACK, 0, new byte[8]),
        Arguments.of("SETTINGS", SETTINGS, 0, 0, new byte[0]),
        Arguments.of("PRIORITY", PRIORITY, 0, 3, new byte[] {0, 0, 0, 0, 1}),
        Arguments.of("WINDOW_UPDATE", WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1}),
        Arguments.of("GOAWAY", GOAWAY, 0, 0, new byte[8]),
        Arguments.of("frames of an unknown type", UNKNOWN, 0, 0, new byte[3]));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("idle")
  void endsAConnectionThatFloods(String what, int type, int flags, int stream, byte[] payload)
      throws Exception {
    try (RawHttp2 client = open()) {
      for (int i = 0; i < FRAMES_MAX + 1; i++) {
        client.send(type, flags, stream, payload);
      }
      Frame end = client.next(GOAWAY).orElseThrow();
      assertThat(end.error()).isEqualTo(ENHANCE_YOUR_CALM);
    }
    assertThat(rig.edge.stats().hits(Limit.IDLE_FRAMES)).isEqualTo(1);
  }

  @Test
  void letsEveryRequestBringSomeOfItsOwn() throws Exception {
    byte[] get = RawHttp2.get(EdgeRig.HOST, "/robots.txt");
    try (RawHttp2 client = open()) {
      for (int i = 0; i < FRAMES_MAX; i++) {
        for (int frame = 0; frame < 5; frame++) {
          client.send(PING, 0, 0, new byte[8]);
        }
        client.send(HEADERS, END_STREAM | END_HEADERS, 2 * i + 1, get);
        assertThat(client.next(HEADERS)).isPresent();
      }
    }
    assertThat(rig.edge.stats().hits(Limit.IDLE_FRAMES)).isZero();
  }
}
