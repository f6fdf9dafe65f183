package io.clickward.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
  private static final String CHALLENGE = "acme-tls/1";
  private static final int RECORD_AND_HANDSHAKE_HEADER_BYTES = 5 + 4;

  /** What a real client says, without the headers of record and handshake message. */
  private static ByteBuf hello(String... protocols) throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine("links.example.test", 443);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    engine.setSSLParameters(parameters);
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), out);
    return Unpooled.wrappedBuffer(out.flip()).skipBytes(RECORD_AND_HANDSHAKE_HEADER_BYTES);
  }

  private static boolean offersOnlyAChallenge(ByteBuf hello) {
    return ClientHello.isOnly(CHALLENGE, ClientHello.protocols(hello));
  }

  @Test
  void findsAProtocolWhereverItStands() throws Exception {
    ByteBuf three = ClientHello.protocols(hello("spdy/3", "h2", "http/1.1"));
    assertThat(ClientHello.has("spdy/3", three)).isTrue();
    assertThat(ClientHello.has("h2", three)).isTrue();
    assertThat(ClientHello.has("http/1.1", three)).isTrue();
    assertThat(ClientHello.has("http/1.0", three)).isFalse();
    assertThat(ClientHello.has("h", three)).isFalse();
    assertThat(ClientHello.has("h2", ClientHello.protocols(hello()))).isFalse();
    assertThat(ClientHello.has("h2", Unpooled.wrappedBuffer(new byte[] {9, 'h', '2'}))).isFalse();
    assertThat(ClientHello.has("h2", Unpooled.wrappedBuffer(new byte[] {2, 'h'}))).isFalse();
  }

  @Test
  void knowsACaByItsOnlyProtocol() throws Exception {
    assertThat(offersOnlyAChallenge(hello(CHALLENGE))).isTrue();
    assertThat(offersOnlyAChallenge(hello(CHALLENGE, "h2"))).isFalse();
    assertThat(offersOnlyAChallenge(hello("h2", CHALLENGE))).isFalse();
    assertThat(offersOnlyAChallenge(hello("h2", "http/1.1"))).isFalse();
    assertThat(offersOnlyAChallenge(hello())).isFalse();
  }

  @Test
  void readingTakesNothingFromTheBuffer() throws Exception {
    ByteBuf hello = hello(CHALLENGE);
    int before = hello.readableBytes();
    assertThat(offersOnlyAChallenge(hello)).isTrue();
    assertThat(hello.readableBytes()).isEqualTo(before);
  }

  @Test
  void damagedHellosAreNoChallenge() throws Exception {
    ByteBuf whole = hello(CHALLENGE);
    for (int length = 0; length < whole.readableBytes(); length++) {
      assertThat(offersOnlyAChallenge(whole.slice(whole.readerIndex(), length))).isFalse();
    }
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      assertThat(offersOnlyAChallenge(Unpooled.wrappedBuffer(noise))).isFalse();
    }
  }
}
