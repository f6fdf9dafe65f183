package io.clickward.track;

import io.clickward.domain.HostName;
import io.clickward.link.Destination;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The host that a browser goes to for a destination: read as the URL standard reads it, which takes
 * more for a host than RFC 3986 does. Only for the kill switch; nothing else reads destinations.
 */
final class DestinationHost {
  private DestinationHost() {}

  /** The host, or null when it is no host name, such as an address. */
  static @Nullable HostName of(Destination destination) {
    String url = destination.text();
    String authority = authority(url);
    String host = withoutPort(authority.substring(authority.lastIndexOf('@') + 1));
    try {
      return HostName.parseDestination(decoded(host));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Any number of slashes and backslashes begins the authority, and the next one ends it. */
  private static String authority(String url) {
    int start = url.indexOf(':') + 1;
    while (start < url.length() && isSlash(url.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < url.length() && !endsAuthority(url.charAt(end))) {
      end++;
    }
    return url.substring(start, end);
  }

  private static boolean isSlash(char c) {
    return c == '/' || c == '\\';
  }

  private static boolean endsAuthority(char c) {
    return isSlash(c) || c == '?' || c == '#';
  }

  private static String withoutPort(String text) {
    int colon = text.lastIndexOf(':');
    return colon < 0 ? text : text.substring(0, colon);
  }

  /** Browsers undo percent-encoding in a host. */
  private static String decoded(String host) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] given = host.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < given.length; i++) {
      int octet = given[i] == '%' && i + 2 < given.length ? octet(given[i + 1], given[i + 2]) : -1;
      bytes.write(octet < 0 ? given[i] : octet);
      i += octet < 0 ? 0 : 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The octet of two hexadecimal digits, or a negative number. */
  private static int octet(byte high, byte low) {
    int first = Character.digit(high, 16);
    int second = Character.digit(low, 16);
    return first < 0 || second < 0 ? -1 : (first << 4) | second;
  }
}
