package io.clickward.rewrite;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Questions about bytes whose ASCII letters, and nothing else, mean something. */
final class Ascii {
  private Ascii() {}

  /** White space as HTML counts it (WHATWG Infra, "ASCII whitespace"). */
  static boolean isSpace(int b) {
    return b == ' ' || b == '\n' || b == '\t' || b == '\r' || b == '\f';
  }

  static boolean isBlank(int b) {
    return b == ' ' || b == '\t';
  }

  static boolean isLetter(int b) {
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }

  static boolean isLetterOrDigit(int b) {
    return isLetter(b) || isDigit(b);
  }

  /** Whether a text has no other characters. */
  static boolean isAll(String text) {
    int i = 0;
    while (i < text.length() && text.charAt(i) < 0x80) {
      i++;
    }
    return i == text.length();
  }

  static int lower(int b) {
    return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
  }

  /** Whether {@code bytes[from, to)} is the word, in any case. */
  static boolean is(byte[] bytes, int from, int to, String lowerCaseWord) {
    return to - from == lowerCaseWord.length() && startsWith(bytes, from, to, lowerCaseWord);
  }

  /** Whether {@code bytes[from, to)} starts with the word, in any case. */
  static boolean startsWith(byte[] bytes, int from, int to, String lowerCaseWord) {
    int length = lowerCaseWord.length();
    if (to - from < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (lower(bytes[from + i]) != lowerCaseWord.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the text starts with the word, in any case. Only ASCII letters have cases here, while
   * {@code String.regionMatches} takes U+017F for an s.
   */
  static boolean startsWith(String text, String lowerCaseWord) {
    int length = lowerCaseWord.length();
    int i = 0;
    while (i < length && i < text.length() && lower(text.charAt(i)) == lowerCaseWord.charAt(i)) {
      i++;
    }
    return i == length;
  }

  /** Whether a line has nothing but its break; {@code next} is where the next one starts. */
  static boolean isEmptyLine(byte[] bytes, int start, int next) {
    int breakStart = next - start == 2 && bytes[start] == '\r' ? start + 1 : start;
    return bytes[breakStart] == '\n';
  }

  /** Position of the byte in {@code bytes[from, to)}, or {@code to}. */
  static int find(byte[] bytes, int from, int to, int b) {
    int at = from;
    while (at < to && bytes[at] != b) {
      at++;
    }
    return at;
  }

  /** Position of the word, in any case, in {@code bytes[from, to)}, or {@code to}. */
  static int find(byte[] bytes, int from, int to, String lowerCaseWord) {
    int first = lowerCaseWord.charAt(0);
    int upper = isLetter(first) ? first & ~0x20 : first;
    for (int at = from; at <= to - lowerCaseWord.length(); at++) {
      int b = bytes[at];
      if ((b == first || b == upper) && startsWith(bytes, at, to, lowerCaseWord)) {
        return at;
      }
    }
    return to;
  }

  static String lowerCase(byte[] bytes, int from, int to) {
    return text(bytes, from, to).toLowerCase(Locale.ROOT);
  }

  /** One character a byte. */
  static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
