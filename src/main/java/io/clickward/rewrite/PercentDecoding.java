package io.clickward.rewrite;

/** Undoes percent-encoding (RFC 3986 section 2.1), and leaves alone what is none. */
final class PercentDecoding {
  private PercentDecoding() {}

  /** Each {@code %XX} as the character with that octet's number; all else stays. */
  static String octets(String value) {
    StringBuilder decoded = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      int octet = octet(value, i);
      decoded.append(octet < 0 ? value.charAt(i) : (char) octet);
      i += octet < 0 ? 0 : 2;
    }
    return decoded.toString();
  }

  private static int octet(String value, int at) {
    if (value.charAt(at) != '%' || at + 2 >= value.length()) {
      return -1;
    }
    int high = Character.digit(value.charAt(at + 1), 16);
    int low = Character.digit(value.charAt(at + 2), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
