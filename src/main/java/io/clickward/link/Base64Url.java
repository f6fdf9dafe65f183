package io.clickward.link;

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
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      values[ALPHABET.charAt(i)] = (byte) i;
    }
    return values;
  }

  /** The bytes, or null when {@code text} is not their one spelling. */
  static byte @Nullable [] decode(String text) {
    if (text.length() % 4 == 1) {
      return null;
    }
    byte[] bytes = new byte[text.length() * 3 / 4];
    int bits = 0;
    int pending = 0;
    int next = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= VALUES.length || VALUES[c] < 0) {
        return null;
      }
      pending = (pending << 6) | VALUES[c];
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        bytes[next++] = (byte) (pending >> bits);
      }
    }
    boolean unusedBitsSet = (pending & ((1 << bits) - 1)) != 0;
    return unusedBitsSet ? null : bytes;
  }
}
