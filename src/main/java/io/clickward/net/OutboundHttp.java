package io.clickward.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * GET over HTTP/1.1, one connection a request, within the connector's limits. Blocks: call it on a
 * virtual thread. For many threads.
 */
public final class OutboundHttp {
  private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7E]+");
  private static final Pattern FIELD_VALUE = Pattern.compile("[\\x20-\\x7E]*");
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final String USER_AGENT = "clickward-probe";
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private final OutboundConnector connector;
  private final OutboundTls tls;

  public OutboundHttp(OutboundConnector connector, OutboundTls tls) {
    this.connector = connector;
    this.tls = tls;
  }

  /**
   * Gets a URL, and follows at most this many redirects, each through the connector like the first.
   *
   * @throws IOException when there is no answer; {@link RefusedAddressException} when a hop's
   *     address is not public
   */
  public HttpReply get(URI uri, Map<String, String> headers, int redirectsMax) throws IOException {
    URI at = uri;
    for (int i = 0; ; i++) {
      HttpReply reply = once(at, headers);
      if (i >= redirectsMax || !REDIRECTS.contains(reply.status())) {
        return reply;
      }
      at = next(at, reply);
    }
  }

  private static URI next(URI at, HttpReply reply) throws IOException {
    try {
      return at.resolve(reply.header("location").orElse(""));
    } catch (IllegalArgumentException e) {
      throw new IOException("answered with a redirect to something that is no URL", e);
    }
  }

  private HttpReply once(URI uri, Map<String, String> headers) throws IOException {
    boolean secure = secure(uri);
    String host = host(uri);
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
    try (Socket plain = connector.connect(host, port);
        Deadline _ = Deadline.of(plain, connector.limits().exchangeWait());
        Socket socket = secure ? tls.strict(plain, host) : plain) {
      return exchange(socket, uri.getRawAuthority(), target(uri), headers, connector.limits());
    }
  }

  private static boolean secure(URI uri) throws IOException {
    return switch (String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) {
      case "https" -> true;
      case "http" -> false;
      default -> throw new IOException("the URL begins with neither http:// nor https://");
    };
  }

  private static String host(URI uri) throws IOException {
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw new IOException("the URL has no host, or a user name before it");
    }
    return uri.getHost();
  }

  private static String target(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  /**
   * Asks over a connection that is open already, and reads the answer; the connection cannot be
   * used again. The time is the caller's to bound, with {@link Deadline}.
   *
   * @param host the Host header
   * @param target the request target, sent as it is
   */
  public static HttpReply exchange(
      Socket socket, String host, String target, Map<String, String> headers, OutboundLimits limits)
      throws IOException {
    String head = head(host, target, headers);
    socket.getOutputStream().write(head.getBytes(US_ASCII));
    socket.getOutputStream().flush();
    return new HttpReader(new BufferedInputStream(socket.getInputStream()), limits).read();
  }

  private static String head(String host, String target, Map<String, String> headers)
      throws IOException {
    if (!PRINTABLE.matcher(host).matches() || !PRINTABLE.matcher(target).matches()) {
      throw new IOException("a host or request target with spaces or control characters");
    }
    StringBuilder head =
        new StringBuilder(
            "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\nAccept: */*\r\nConnection: close\r\n"
                .formatted(target, host, USER_AGENT));
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (!PRINTABLE.matcher(header.getKey()).matches()
          || !FIELD_VALUE.matcher(header.getValue()).matches()) {
        throw new IOException("a header with control characters");
      }
      head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
    }
    return head.append("\r\n").toString();
  }
}
