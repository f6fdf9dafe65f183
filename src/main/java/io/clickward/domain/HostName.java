package io.clickward.domain;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A host name in the one form that everything compares: lower-case A-labels, no trailing dot, no
 * port. Never an IP address: certificates and SNI (RFC 6066 section 3) know names only.
 */
public record HostName(String value) {
  private static final int CHARACTERS_MAX = 253;
  private static final Pattern LABELS =
      Pattern.compile(
          "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern ONLY_DIGITS_AT_END = Pattern.compile(".*\\.[0-9]+");

  /**
   * Reads a host name in any case, with or without the root dot, in Unicode or in A-labels.
   *
   * @throws IllegalArgumentException with a sentence for the user when {@code text} is no host name
   */
  public static HostName parse(String text) {
    String ascii = toAscii(text);
    if (ascii.length() > CHARACTERS_MAX) {
      throw new IllegalArgumentException(
          "is %d characters long; a host name has at most %d"
              .formatted(ascii.length(), CHARACTERS_MAX));
    }
    if (!LABELS.matcher(ascii).matches() || ONLY_DIGITS_AT_END.matcher(ascii).matches()) {
      throw new IllegalArgumentException(
          "is not a host name; expected labels of letters, digits and hyphens with a dot between them, such as links.example.com");
    }
    return new HostName(ascii);
  }

  /** The root dot goes last: RFC 3490 section 3.1 has four characters that are written for it. */
  private static String toAscii(String text) {
    String ascii = toALabels(text);
    return ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
  }

  private static String toALabels(String text) {
    try {
      return IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
