package io.clickward.edge;

import io.clickward.track.TrackRequest;
import io.clickward.track.TrackRequest.Method;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request as the tracker sees it: authority and path taken from wherever RFC 9112 section
 * 3.2 puts them.
 */
final class Requests {
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  private Requests() {}

  /**
   * Null when the request names no host, several, or what cannot be one, or when its target has
   * none of the forms of RFC 9112 section 3.2: to be answered with 400. The absolute form is that
   * of HTTP/1 alone: HTTP/2 has its authority in a field (RFC 9113 section 8.3.1).
   */
  static @Nullable TrackRequest read(HttpRequest request, Connection connection) {
    String host = hostField(request);
    String target = request.uri();
    if (host == null || !isVisible(target)) {
      return null;
    }
    if (target.startsWith("/")) {
      return of(request, connection, host, path(target, 0));
    }
    if (isWithoutPath(request.method(), target)) {
      return of(request, connection, host, "");
    }
    return connection.isMultiplexed() ? null : absolute(request, connection, target);
  }

  private static TrackRequest of(
      HttpRequest request, Connection connection, String authority, String path) {
    String userAgent = request.headers().get(HttpHeaderNames.USER_AGENT);
    return new TrackRequest(
        method(request.method()),
        Authority.host(authority),
        path,
        connection.client(request.headers()),
        userAgent == null ? "" : userAgent);
  }

  private static Method method(HttpMethod method) {
    if (HttpMethod.GET.equals(method)) {
      return Method.GET;
    }
    return HttpMethod.HEAD.equals(method) ? Method.HEAD : Method.OTHER;
  }

  private static @Nullable String hostField(HttpRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.isEmpty()) {
      return request.protocolVersion().equals(HttpVersion.HTTP_1_0) ? "" : null;
    }
    return hosts.size() == 1 && Authority.isValid(hosts.getFirst()) ? hosts.getFirst() : null;
  }

  /** Bytes over 127 are wrong too, but browsers have sent them in queries, which nobody reads. */
  private static boolean isVisible(String target) {
    for (int i = 0; i < target.length(); i++) {
      if (target.charAt(i) <= ' ' || target.charAt(i) == 0x7F) {
        return false;
      }
    }
    return true;
  }

  /** The asterisk and authority forms are for methods that are refused anyway. */
  private static boolean isWithoutPath(HttpMethod method, String target) {
    return HttpMethod.CONNECT.equals(method)
        || (HttpMethod.OPTIONS.equals(method) && target.equals("*"));
  }

  /** The target's authority counts, whatever the Host field says (section 3.2.2). */
  private static @Nullable TrackRequest absolute(
      HttpRequest request, Connection connection, String target) {
    int start = startOfAuthority(target);
    int end = endOfAuthority(target, start);
    String authority = target.substring(start, end);
    return Authority.isValid(authority) && !Authority.host(authority).isEmpty()
        ? of(request, connection, authority, path(target, end))
        : null;
  }

  /** The end of the target when it has no scheme that is served here: an empty authority. */
  private static int startOfAuthority(String target) {
    if (target.regionMatches(true, 0, HTTPS, 0, HTTPS.length())) {
      return HTTPS.length();
    }
    return target.regionMatches(true, 0, HTTP, 0, HTTP.length()) ? HTTP.length() : target.length();
  }

  private static int endOfAuthority(String target, int from) {
    for (int i = from; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c == '/' || c == '?' || c == '#') {
        return i;
      }
    }
    return target.length();
  }

  private static String path(String target, int start) {
    int query = target.indexOf('?', start);
    return target.substring(start, query < 0 ? target.length() : query);
  }
}
