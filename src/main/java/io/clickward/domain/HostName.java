package io.clickward.domain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * A host name in the one form that everything compares: lower-case A-labels, no trailing dot, no
 * port. Never an IP address: certificates and SNI (RFC 6066 section 3) know names only.
 */
public record HostName(String value) {
  /** RFC 1035 section 2.3.4, as text. */
  public static final int CHARACTERS_MAX = 253;

  private static final Pattern LABELS =
      Pattern.compile(
          "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  /** Browsers go to names with underscores, and with hyphens anywhere, as the DNS has them. */
  private static final Pattern DESTINATION_LABELS =
      Pattern.compile("(?:[a-z0-9_-]{1,63}\\.)+[a-z0-9_-]{1,63}");

  private static final Pattern ONLY_DIGITS_AT_END = Pattern.compile(".*\\.[0-9]+");

  /**
   * Reads a host name in any case, with or without the root dot, in A-labels or in Unicode as
   * browsers read it.
   *
   * @throws IllegalArgumentException with a sentence for the user when {@code text} is no host name
   */
  public static HostName parse(String text) {
    return parse(text, LABELS, "letters, digits and hyphens");
  }

  /**
   * Reads a host that links may lead to as browsers read it. It need not be one that certificates
   * are for.
   *
   * @throws IllegalArgumentException with a sentence for the user when no browser goes there by
   *     name
   */
  public static HostName parseDestination(String text) {
    return parse(text, DESTINATION_LABELS, "letters, digits, hyphens and underscores");
  }

  private static HostName parse(String text, Pattern labels, String characters) {
    String ascii = toAscii(text);
    if (ascii.length() > CHARACTERS_MAX) {
      throw new IllegalArgumentException(
          "is %d characters long; a host name has at most %d"
              .formatted(ascii.length(), CHARACTERS_MAX));
    }
    if (!labels.matcher(ascii).matches() || ONLY_DIGITS_AT_END.matcher(ascii).matches()) {
      throw new IllegalArgumentException(
          "is not a host name; expected labels of %s with a dot between them, such as links.example.com"
              .formatted(characters));
    }
    return new HostName(ascii);
  }

  /** The SHA-256 of its characters: 32 bytes, however long the name is. */
  public byte[] sha256() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value.getBytes(US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The root dot goes last: in Unicode four characters are written for it. */
  private static String toAscii(String text) {
    String ascii = ALabels.of(text);
    return ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
  }

  @Override
  public String toString() {
    return value;
  }
}
