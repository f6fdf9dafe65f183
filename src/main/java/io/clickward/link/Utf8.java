package io.clickward.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** UTF-8 that comes back as it went in: nothing is replaced on either way. */
final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /**
   * Encodes {@code text}.
   *
   * @throws IllegalArgumentException when it has half a surrogate pair, which has no encoding
   */
  static byte[] encode(String name, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    if (!new String(bytes, UTF_8).equals(text)) {
      throw new IllegalArgumentException(
          name + " has half a surrogate pair; expected well-formed Unicode");
    }
    return bytes;
  }

  /**
   * Decodes {@code bytes}.
   *
   * @throws IllegalArgumentException when they are not UTF-8
   */
  static String decode(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    // What is not UTF-8 becomes U+FFFD, which may also be what the bytes say.
    if (text.indexOf(REPLACEMENT) >= 0 && !Arrays.equals(text.getBytes(UTF_8), bytes)) {
      throw new IllegalArgumentException("text is not UTF-8");
    }
    return text;
  }
}
