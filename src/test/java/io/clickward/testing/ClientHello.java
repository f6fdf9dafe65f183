package io.clickward.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** The first bytes of a TLS handshake, as a real client makes them, without the client. */
public final class ClientHello {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int RECORD_BYTES_MAX = 17 * 1024;

  /** Where a name goes. */
  private static final String PLACE = "x".repeat(24) + ".example";

  /**
   * Every hello is this one with another name: making one takes a client longer than refusing it.
   */
  private static final byte[] MODEL = hello(PLACE);

  private final byte[] bytes;

  private ClientHello(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A hello for a name of 32 characters. */
  public static ClientHello forName(String name) {
    byte[] bytes = MODEL.clone();
    int at = new String(bytes, ISO_8859_1).indexOf(PLACE);
    if (name.length() != PLACE.length()) {
      throw new IllegalArgumentException(
          name + " has " + name.length() + " characters, not " + PLACE.length());
    }
    System.arraycopy(name.getBytes(US_ASCII), 0, bytes, at, PLACE.length());
    return new ClientHello(bytes);
  }

  /** A hello for a name of any length, which takes longer to make. */
  public static ClientHello forHost(String name) {
    return new ClientHello(hello(name));
  }

  private static byte[] hello(String name) {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine();
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      engine.setSSLParameters(parameters);
      engine.setUseClientMode(true);
      ByteBuffer hello = ByteBuffer.allocate(RECORD_BYTES_MAX);
      engine.wrap(ByteBuffer.allocate(0), hello);
      return Arrays.copyOf(hello.array(), hello.position());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The bytes, one a character. */
  public String text() {
    return new String(bytes, ISO_8859_1);
  }

  /** Says hello on a new connection to loopback, and gives everything that comes back. */
  public byte[] answerFrom(int port) throws IOException {
    return answer("127.0.0.1", port);
  }

  /** The same from another address of this machine. */
  public byte[] answer(String source, int port) throws IOException {
    try (Socket socket = new Socket()) {
      // No connection is left behind in TIME_WAIT: the ports of this machine would run out.
      socket.setSoLinger(true, 0);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(source), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.getOutputStream().write(bytes);
      return socket.getInputStream().readAllBytes();
    }
  }
}
