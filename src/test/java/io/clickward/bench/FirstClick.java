package io.clickward.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Starts a server again and again and prints the milliseconds from just before its process was
 * forked to the first click that it answered over TLS: the median, the least and the most.
 * Arguments: how often, the click's URL, the log file, the command. A first start, not counted,
 * warms this program up.
 */
final class FirstClick {
  private static final int READ_TIMEOUT_MILLIS = 10_000;

  private final URI url;
  private final SSLContext tls;

  private FirstClick(URI url, SSLContext tls) {
    this.url = url;
    this.tls = tls;
  }

  public static void main(String[] arguments) throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new TrustsAll()}, null);
    FirstClick click = new FirstClick(URI.create(arguments[1]), tls);
    List<String> command = List.of(arguments).subList(3, arguments.length);
    Path log = Path.of(arguments[2]);
    click.millisToFirstClick(command, log);
    double[] millis = new double[Integer.parseInt(arguments[0])];
    for (int i = 0; i < millis.length; i++) {
      millis[i] = click.millisToFirstClick(command, log);
    }
    Launched.print(millis);
  }

  private double millisToFirstClick(List<String> command, Path log) throws Exception {
    try (Launched server = new Launched(command, log)) {
      return server.millisUntil(this::answers);
    }
  }

  /** False when nobody listens; a listener that does not redirect is an error. */
  private boolean answers() throws IOException {
    try (Socket connection = new Socket()) {
      connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()));
      connection.setSoTimeout(READ_TIMEOUT_MILLIS);
      SSLSocket secure =
          (SSLSocket)
              tls.getSocketFactory().createSocket(connection, url.getHost(), url.getPort(), true);
      secure
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
                  .formatted(url.getPath(), url.getHost())
                  .getBytes(US_ASCII));
      String status =
          new BufferedReader(new InputStreamReader(secure.getInputStream(), US_ASCII)).readLine();
      if (status == null || !status.contains(" 302 ")) {
        throw new IllegalStateException("expected a redirect, got " + status);
      }
      return true;
    } catch (java.net.ConnectException nobodyListens) {
      return false;
    }
  }

  /** What is measured is time, on a certificate made for it. */
  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
