package io.clickward.rewrite;

import io.clickward.domain.HostName;
import java.util.Locale;
import java.util.Optional;

/**
 * What a browser makes of a link's text before it looks for a host (WHATWG URL section 4.4): white
 * space and controls go from both ends, line breaks and tabs from everywhere. More is not parsed:
 * the target stays the opaque string that its author wrote.
 */
final class HttpTarget {
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  private HttpTarget() {}

  static String clean(String value) {
    int start = 0;
    int end = value.length();
    while (start < end && value.charAt(start) <= ' ') {
      start++;
    }
    while (end > start && value.charAt(end - 1) <= ' ') {
      end--;
    }
    return withoutBreaks(value.substring(start, end));
  }

  private static String withoutBreaks(String value) {
    boolean broken =
        value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0 || value.indexOf('\t') >= 0;
    return broken ? value.replaceAll("[\r\n\t]", "") : value;
  }

  /** The host as it is written, possibly empty; nothing when the target is not http or https. */
  static Optional<String> host(String target) {
    int start = authorityStart(target);
    if (start < 0) {
      return Optional.empty();
    }
    String authority = target.substring(start, authorityEnd(target, start));
    return Optional.of(withoutPort(authority.substring(authority.lastIndexOf('@') + 1)));
  }

  /** The host in the form that tracking domains and options have. */
  static String normalised(String host) {
    if (Ascii.isAll(host)) {
      String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
      return name.toLowerCase(Locale.ROOT);
    }
    try {
      return HostName.parseDestination(host).value();
    } catch (IllegalArgumentException notAName) {
      return host.toLowerCase(Locale.ROOT);
    }
  }

  private static int authorityStart(String target) {
    if (Ascii.startsWith(target, HTTPS)) {
      return HTTPS.length();
    }
    return Ascii.startsWith(target, HTTP) ? HTTP.length() : -1;
  }

  private static int authorityEnd(String target, int start) {
    int i = start;
    while (i < target.length() && "/\\?#".indexOf(target.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  /** A port has digits only; with anything else the whole is no host that anybody knows. */
  private static String withoutPort(String hostAndPort) {
    int end = hostAndPort.length();
    while (end > 0 && Ascii.isDigit(hostAndPort.charAt(end - 1))) {
      end--;
    }
    boolean port = end > 0 && hostAndPort.charAt(end - 1) == ':';
    return port ? hostAndPort.substring(0, end - 1) : hostAndPort;
  }
}
