package io.clickward.edge;

import java.util.Locale;

/**
 * The grammar of {@code host [":" port]} (RFC 3986 section 3.2), as it stands in a Host field or in
 * a request target. User information is not part of it: RFC 9110 section 4.2.4 wants it refused.
 */
final class Authority {
  /** What a registered name may have beside letters and digits: unreserved, sub-delims, escapes. */
  private static final String NAME_PUNCTUATION = "-._~!$&'()*+,;=%";

  private Authority() {}

  /** Whether a field value is one; the empty host is, and says that there is none. */
  static boolean isValid(String authority) {
    int end = authority.startsWith("[") ? endOfLiteral(authority) : endOfName(authority);
    return end >= 0 && isEmptyOrPort(authority, end);
  }

  private static int endOfName(String authority) {
    int end = 0;
    while (end < authority.length() && isNameCharacter(authority.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isNameCharacter(char c) {
    return isLetterOrDigit(c) || NAME_PUNCTUATION.indexOf(c) >= 0;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  }

  /** An address in brackets; none is ever ours, so that its inner grammar does not matter. */
  private static int endOfLiteral(String authority) {
    int close = authority.indexOf(']');
    for (int i = 1; i < close; i++) {
      char c = authority.charAt(i);
      if (c != ':' && !isNameCharacter(c)) {
        return -1;
      }
    }
    return close < 2 ? -1 : close + 1;
  }

  private static boolean isEmptyOrPort(String authority, int from) {
    if (from == authority.length()) {
      return true;
    }
    for (int i = from + 1; i < authority.length(); i++) {
      if (authority.charAt(i) < '0' || authority.charAt(i) > '9') {
        return false;
      }
    }
    return authority.charAt(from) == ':';
  }

  /** The host of a valid authority: lower case, without port and without the dot of the root. */
  static String host(String authority) {
    int colon = authority.lastIndexOf(':');
    String host = colon < 0 || authority.endsWith("]") ? authority : authority.substring(0, colon);
    String relative = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return relative.toLowerCase(Locale.ROOT);
  }
}
