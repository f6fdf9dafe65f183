package io.clickward.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/**
 * Where a click goes: the bytes that the author of the mail wrote, opaque, at most 8 KiB. Never
 * parsed as a URL and never normalised: signed and oddly escaped targets must arrive unchanged.
 */
public final class Destination {
  /** The destination of a pixel: no bytes. */
  public static final Destination NONE = new Destination(new byte[0]);

  static final int BYTES_MAX = 8 * 1024;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** One character a byte, so that equality, hashing and immutability come with the type. */
  private final String octets;

  /** How many octets from the first on may stand in a header field as they are. */
  private final int plain;

  private Destination(byte[] bytes) {
    this.octets = new String(bytes, ISO_8859_1);
    this.plain = plainPrefix(bytes);
  }

  /**
   * A destination of these bytes, which are copied.
   *
   * @throws IllegalArgumentException when there are more than 8 KiB
   */
  public static Destination of(byte[] bytes) {
    if (bytes.length > BYTES_MAX) {
      throw new IllegalArgumentException(
          "destination has %d bytes; a sealed link carries at most %d"
              .formatted(bytes.length, BYTES_MAX));
    }
    return new Destination(bytes);
  }

  /** The bytes as they were given. */
  public byte[] bytes() {
    return octets.getBytes(ISO_8859_1);
  }

  boolean isEmpty() {
    return octets.isEmpty();
  }

  boolean hasWebScheme() {
    return octets.regionMatches(true, 0, "https://", 0, 8)
        || octets.regionMatches(true, 0, "http://", 0, 7);
  }

  /**
   * The value of a {@code Location} header (RFC 9110 section 10.2.2): control, space and non-ASCII
   * bytes percent-encoded, everything else untouched. It has no line break, whatever was sealed.
   */
  public String toLocation() {
    if (plain == octets.length()) {
      return octets;
    }
    StringBuilder location = new StringBuilder(octets.length() + 32).append(octets, 0, plain);
    for (int i = plain; i < octets.length(); i++) {
      char octet = octets.charAt(i);
      if (isPlain(octet)) {
        location.append(octet);
      } else {
        location.append('%').append(HEX.toHexDigits((byte) octet));
      }
    }
    return location.toString();
  }

  /** The same as text: what is not UTF-8 is replaced. */
  public String text() {
    return plain == octets.length() ? octets : new String(bytes(), UTF_8);
  }

  private static int plainPrefix(byte[] bytes) {
    int i = 0;
    while (i < bytes.length && isPlain(bytes[i])) {
      i++;
    }
    return i;
  }

  private static boolean isPlain(int octet) {
    return octet > ' ' && octet < 0x7f;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Destination that && octets.equals(that.octets);
  }

  @Override
  public int hashCode() {
    return octets.hashCode();
  }

  /** The length only: a destination has no place in a log. */
  @Override
  public String toString() {
    return "Destination of " + octets.length() + " bytes";
  }
}
