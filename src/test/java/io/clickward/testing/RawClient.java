package io.clickward.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends exactly the bytes it is given, to loopback. A fresh TLS context for each
 * connection: the JDK's client would otherwise resume the session of another name on the same port.
 */
public final class RawClient implements Closeable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;

  private RawClient(Socket socket) {
    this.socket = socket;
  }

  /** Plain TCP. */
  public static RawClient plain(int port) throws IOException {
    return new RawClient(connect(port));
  }

  /** Plain TCP from another address of this machine, such as 127.0.0.2. */
  public static RawClient plainFrom(String source, int port) throws IOException {
    return new RawClient(connect(new InetSocketAddress(InetAddress.ofLiteral(source), 0), port));
  }

  /** TLS from another address of this machine. */
  public static RawClient tlsFrom(String source, int port, String host, X509Certificate anchor)
      throws IOException {
    return tls(plainFrom(source, port).socket, host, List.of(new SNIHostName(host)), anchor);
  }

  /** TLS after some bytes in the clear, such as a PROXY protocol header. */
  public static RawClient tlsAfter(String preamble, int port, String host, X509Certificate anchor)
      throws IOException {
    RawClient plain = plain(port).send(preamble);
    return tls(plain.socket, host, List.of(new SNIHostName(host)), anchor);
  }

  /** TLS, verified for {@code host} against one trust anchor; host is also the SNI. */
  public static RawClient tls(int port, String host, X509Certificate anchor) throws IOException {
    return tls(port, host, List.of(new SNIHostName(host)), anchor);
  }

  /** TLS without a server name; the certificate must still be of {@code host}. */
  public static RawClient tlsWithoutName(int port, String host, X509Certificate anchor)
      throws IOException {
    return tls(port, host, List.of(), anchor);
  }

  private static RawClient tls(
      int port, String host, List<SNIHostName> names, X509Certificate anchor) throws IOException {
    return tls(connect(port), host, names, anchor);
  }

  private static RawClient tls(
      Socket plain, String host, List<SNIHostName> names, X509Certificate anchor)
      throws IOException {
    try {
      SSLSocket tls =
          (SSLSocket)
              trusting(anchor)
                  .getSocketFactory()
                  .createSocket(plain, names.isEmpty() ? "127.0.0.1" : host, plain.getPort(), true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setServerNames(List.copyOf(names));
      parameters.setEndpointIdentificationAlgorithm(names.isEmpty() ? null : "HTTPS");
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      return new RawClient(tls);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private static Socket connect(int port) throws IOException {
    return connect(null, port);
  }

  private static Socket connect(@Nullable InetSocketAddress source, int port) throws IOException {
    Socket socket = new Socket();
    socket.bind(source);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true); // as browsers do: else a request waits 40 ms for an acknowledgement
    return socket;
  }

  /** A TLS context that trusts one certificate. */
  public static SSLContext trusting(X509Certificate anchor) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("anchor", anchor);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads a certificate from a PEM file. */
  public static X509Certificate certificate(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificate", e);
    }
  }

  /** Sends text as it is, one byte a character. */
  public RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** Reads one response with a Content-Length, head and body. */
  public String response() throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("The connection ended after " + head.length() + " bytes: " + head);
      }
      head.append((char) next);
    }
    return head + new String(in.readNBytes(contentLength(head.toString())), ISO_8859_1);
  }

  /** Reads the head of a response that has no body whatever its Content-Length says. */
  public String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
    return head.toString();
  }

  private static int contentLength(String head) {
    String lower = head.toLowerCase(java.util.Locale.ROOT);
    int field = lower.indexOf("\r\ncontent-length:");
    return field < 0
        ? 0
        : Integer.parseInt(lower.substring(field + 17, lower.indexOf("\r\n", field + 2)).trim());
  }

  /** Everything until the server closes. */
  public String rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    socket.getInputStream().transferTo(all);
    return all.toString(ISO_8859_1);
  }

  /** Says that nothing more comes, and gives everything until the server closes. */
  public String finish() throws IOException {
    socket.shutdownOutput();
    return rest();
  }

  /** The certificate that the server showed. */
  public X509Certificate peer() throws IOException {
    return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
  }

  /** Whether the server has closed without a word. */
  public boolean isRefused() {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Whether nothing arrives for a while. */
  public boolean isSilentFor(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      int next = socket.getInputStream().read();
      throw new IOException("expected silence, got byte " + next);
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(TIMEOUT_MILLIS);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
