package io.clickward.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * An HTTP/2 client that sends exactly the frames it is told to (RFC 9113 section 4.1), however
 * wrong they are.
 */
public final class RawHttp2 implements Closeable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int CONTINUATION = 9;
  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  /** A setting: SETTINGS_HEADER_TABLE_SIZE is 0. */
  @SuppressWarnings("MutablePublicArray") // of a test
  public static final byte[] NO_DYNAMIC_TABLE = {0, 1, 0, 0, 0, 0};

  private static final int TABLE_SIZE_UPDATE = 0x20;
  private static final String LOOPBACK = "127.0.0.1";
  private static final int TIMEOUT_MILLIS = 10_000;

  /** A frame as it came. */
  @SuppressWarnings("ArrayRecordComponent") // looked at once in a test
  public record Frame(int type, int flags, int stream, byte[] payload) {
    /** The error code of a GOAWAY or RST_STREAM (section 7). */
    public int error() {
      int at = type == GOAWAY ? 4 : 0;
      return ((payload[at] & 0xFF) << 24)
          | ((payload[at + 1] & 0xFF) << 16)
          | ((payload[at + 2] & 0xFF) << 8)
          | (payload[at + 3] & 0xFF);
    }
  }

  private final Socket socket;
  private final DataOutputStream out;
  private final DataInputStream in;
  private int records;

  private RawHttp2(Socket socket) throws IOException {
    this.socket = socket;
    this.out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream()));
    this.in = new DataInputStream(new Counted(socket.getInputStream()));
  }

  /** Connects and says the preface, with empty settings. */
  public static RawHttp2 open(int port, String host, X509Certificate anchor) throws IOException {
    return openFrom(LOOPBACK, port, host, anchor);
  }

  /** The same from another address of this machine, such as 127.0.0.2. */
  public static RawHttp2 openFrom(String source, int port, String host, X509Certificate anchor)
      throws IOException {
    RawHttp2 client = silent(source, port, host, anchor);
    client.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    return client.send(SETTINGS, 0, 0, new byte[0]);
  }

  /** Connects by TLS with ALPN and says nothing. */
  public static RawHttp2 silent(int port, String host, X509Certificate anchor) throws IOException {
    return silent(LOOPBACK, port, host, anchor);
  }

  private static RawHttp2 silent(String source, int port, String host, X509Certificate anchor)
      throws IOException {
    Socket plain = new Socket();
    plain.bind(new InetSocketAddress(InetAddress.ofLiteral(source), 0));
    plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    plain.setSoTimeout(TIMEOUT_MILLIS);
    plain.setTcpNoDelay(true);
    SSLSocket tls =
        (SSLSocket)
            RawClient.trusting(anchor).getSocketFactory().createSocket(plain, host, port, true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(host)));
    parameters.setApplicationProtocols(new String[] {"h2"});
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return new RawHttp2(tls);
  }

  /** Sends a frame; {@link #flush} or the next read makes it leave. */
  public RawHttp2 send(int type, int flags, int stream, byte[] payload) throws IOException {
    out.writeInt((payload.length << 8) | type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
    return this;
  }

  /** Sends bytes that need not be a frame. */
  public RawHttp2 sendBytes(byte[] bytes) throws IOException {
    out.write(bytes);
    return this;
  }

  public void flush() throws IOException {
    out.flush();
  }

  /**
   * The header block of a GET with more names and values in turn, each field a literal without
   * indexing (RFC 7541 section 6.2.2).
   */
  public static byte[] get(String host, String path, String... more) {
    Stream<String> first =
        Stream.of(":method", "GET", ":scheme", "https", ":authority", host, ":path", path);
    return block(Stream.concat(first, Stream.of(more)).toArray(String[]::new));
  }

  /**
   * The status of an answer, which an encoder writes first: an entry of the static table, or a
   * literal with the name of one (RFC 7541 appendix A and section 6). That of a second answer may
   * be in the dynamic table, unless {@link #NO_DYNAMIC_TABLE} forbids it.
   */
  public static int status(Frame headers) {
    byte[] block = headers.payload();
    if ((block[0] & 0xE0) == TABLE_SIZE_UPDATE) {
      block = java.util.Arrays.copyOfRange(block, 1, block.length);
    }
    int index = block[0] & 0x7F;
    if (block[0] < 0) {
      return List.of(200, 204, 206, 304, 400, 404, 500).get(index - 8);
    }
    boolean huffman = block[1] < 0;
    byte[] value = java.util.Arrays.copyOfRange(block, 2, 2 + (block[1] & 0x7F));
    return huffman ? digits(value) : Integer.parseInt(new String(value, US_ASCII));
  }

  /** Three digits in Huffman code (RFC 7541 appendix B): 0 to 2 have five bits, the others six. */
  private static int digits(byte[] code) {
    int bits = 0;
    for (byte octet : java.util.Arrays.copyOf(code, 4)) {
      bits = (bits << 8) | (octet & 0xFF);
    }
    int number = 0;
    for (int i = 0; i < 3; i++) {
      int five = bits >>> 27;
      boolean isLong = five > 2;
      number = number * 10 + (isLong ? (bits >>> 26) - 0x16 : five);
      bits <<= isLong ? 6 : 5;
    }
    return number;
  }

  /** A header block of names and values in turn. */
  public static byte[] block(String... namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      block.write(0);
      text(block, namesAndValues[i]);
      text(block, namesAndValues[i + 1]);
    }
    return block.toByteArray();
  }

  private static void text(ByteArrayOutputStream block, String text) {
    int length = text.length();
    block.write(Math.min(length, 127));
    if (length >= 127) {
      int rest = length - 127;
      while (rest >= 128) {
        block.write((rest & 127) | 128);
        rest >>>= 7;
      }
      block.write(rest);
    }
    block.writeBytes(text.getBytes(US_ASCII));
  }

  /** The next frame, or nothing when the server has closed. */
  public Optional<Frame> next() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      // The server has stopped reading; what it said before that can still be read.
    }
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    int length = (first << 16) | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    return Optional.of(new Frame(type, flags, stream, in.readNBytes(length)));
  }

  /** The next frame of a type, whatever comes before it; nothing when the server closes first. */
  public Optional<Frame> next(int type) throws IOException {
    Optional<Frame> frame = next();
    while (frame.isPresent() && frame.get().type() != type) {
      frame = next();
    }
    return frame;
  }

  /** TLS records with frames in them that were read so far: the pieces that the server sent. */
  public int records() {
    return records;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** TLS has none of a record left when the next read is of a new one. */
  private final class Counted extends FilterInputStream {
    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      countRecord();
      return in.read();
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
      countRecord();
      return in.read(into, at, length);
    }

    private void countRecord() throws IOException {
      if (in.available() == 0) {
        records++;
      }
    }
  }
}
