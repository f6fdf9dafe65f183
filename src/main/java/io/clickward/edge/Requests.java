package io.clickward.edge;

import io.clickward.track.TrackRequest;
import io.clickward.track.TrackRequest.Method;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request as the tracker sees it: authority and path taken from wherever RFC 9112 section
 * 3.2 puts them.
 */
final class Requests {

  private Requests() {}

  /**
   * Null when the request names no host or several (RFC 9112 section 3.2: to be answered with 400).
   */
  static @Nullable TrackRequest read(HttpRequest request, Connection connection) {
    String target = request.uri();
    String authority = authority(request, target);
    if (authority == null) {
      return null;
    }
    String userAgent = request.headers().get(HttpHeaderNames.USER_AGENT);
    return new TrackRequest(
        method(request.method()),
        hostOf(authority),
        path(target),
        connection.client(request.headers()),
        userAgent == null ? "" : userAgent);
  }

  private static Method method(HttpMethod method) {
    if (HttpMethod.GET.equals(method)) {
      return Method.GET;
    }
    return HttpMethod.HEAD.equals(method) ? Method.HEAD : Method.OTHER;
  }

  private static @Nullable String authority(HttpRequest request, String target) {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    boolean mayLackHost = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    if (hosts.size() > 1 || (hosts.isEmpty() && !mayLackHost)) {
      return null;
    }
    int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
    if (scheme > 0) {
      return target.substring(scheme + 3, endOfAuthority(target, scheme + 3));
    }
    return hosts.isEmpty() ? "" : hosts.getFirst();
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

  private static String hostOf(String authority) {
    int colon = authority.lastIndexOf(':');
    String host = colon < 0 || authority.endsWith("]") ? authority : authority.substring(0, colon);
    String relative = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return relative.toLowerCase(Locale.ROOT);
  }

  private static String path(String target) {
    int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
    int start = scheme > 0 ? endOfAuthority(target, scheme + 3) : 0;
    int query = target.indexOf('?', start);
    return target.substring(start, query < 0 ? target.length() : query);
  }
}
