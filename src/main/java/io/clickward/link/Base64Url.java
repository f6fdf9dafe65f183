package io.clickward.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Canonical base64url without padding (RFC 4648 sections 3.5 and 5). Not the JDK's decoder, which
 * takes padding and ignores set bits after the last byte: one token would then have many spellings.
 */
final class Base64Url {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final byte[] VALUES = values();

  private Base64Url() {}

  private static byte[] values() {
    byte[] values = new byte[256];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      values[ALPHABET.charAt(i)] = (byte) i;
    }
    return values;
  }

  /** The bytes, or null when {@code text} is not their one spelling. */
  static byte @Nullable [] decode(String text) {
    // What is not Latin-1 becomes a question mark, which is not in the alphabet either.
    byte[] characters = text.getBytes(ISO_8859_1);
    int rest = characters.length % 4;
    if (rest == 1) {
      return null;
    }
    byte[] bytes = new byte[characters.length * 3 / 4];
    int whole = characters.length - rest;
    int wrong = 0;
    for (int from = 0, to = 0; from < whole; from += 4, to += 3) {
      int bits =
          (VALUES[characters[from] & 0xff] << 18)
              | (VALUES[characters[from + 1] & 0xff] << 12)
              | (VALUES[characters[from + 2] & 0xff] << 6)
              | VALUES[characters[from + 3] & 0xff];
      wrong |= bits;
      bytes[to] = (byte) (bits >> 16);
      bytes[to + 1] = (byte) (bits >> 8);
      bytes[to + 2] = (byte) bits;
    }
    return (wrong | last(characters, whole, rest, bytes)) < 0 ? null : bytes;
  }

  /** The last one or two bytes; less than zero when there is something wrong with them. */
  private static int last(byte[] characters, int from, int count, byte[] bytes) {
    if (count == 0) {
      return 0;
    }
    int bits = bits(characters, from, count) << (6 * (4 - count));
    int to = from / 4 * 3;
    bytes[to] = (byte) (bits >> 16);
    if (count == 2) {
      return bits << 16 == 0 ? bits : -1;
    }
    bytes[to + 1] = (byte) (bits >> 8);
    return bits << 24 == 0 ? bits : -1;
  }

  /** Six bits of each character; less than zero when one is not in the alphabet. */
  private static int bits(byte[] characters, int from, int count) {
    int bits = 0;
    int wrong = 0;
    for (int i = from; i < from + count; i++) {
      int value = VALUES[characters[i] & 0xff];
      wrong |= value;
      bits = (bits << 6) | value;
    }
    return wrong < 0 ? -1 : bits;
  }
}
