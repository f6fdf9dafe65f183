package io.clickward.rewrite;

import org.jspecify.annotations.Nullable;

/**
 * Decodes the character references of an attribute's value (WHATWG HTML sections 13.2.5.72 to
 * 13.2.5.80). The rule for attributes leaves a name without its semicolon alone when a letter, a
 * digit or an equals sign follows: {@code ?a=1&copy=2} says copy, not a copyright sign.
 */
final class AttributeValue {
  private static final int CODE_POINT_MAX = 0x10FFFF;
  private static final int REPLACEMENT = 0xFFFD;

  /** What numbers 0x80 to 0x9F stand for: windows-1252, where that is defined. */
  private static final String C1 =
      "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
          + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

  private final String raw;
  private final StringBuilder decoded;
  private int at;

  private AttributeValue(String raw) {
    this.raw = raw;
    this.decoded = new StringBuilder(raw.length());
  }

  static String decode(String raw) {
    return raw.indexOf('&') < 0 ? raw : new AttributeValue(raw).decode();
  }

  private String decode() {
    int ampersand = raw.indexOf('&');
    while (ampersand >= 0) {
      decoded.append(raw, at, ampersand);
      at = ampersand;
      reference();
      ampersand = raw.indexOf('&', at);
    }
    return decoded.append(raw, at, raw.length()).toString();
  }

  /** Reads what stands at an ampersand and moves behind it. */
  private void reference() {
    boolean found = peek(1) == '#' ? number() : name();
    if (!found) {
      decoded.append('&');
      at++;
    }
  }

  private int peek(int distance) {
    return at + distance < raw.length() ? raw.charAt(at + distance) : -1;
  }

  private boolean number() {
    boolean hex = (peek(2) | 0x20) == 'x';
    int radix = hex ? 16 : 10;
    int first = at + (hex ? 3 : 2);
    int i = first;
    int value = 0;
    while (i < raw.length() && digit(raw.charAt(i), radix) >= 0) {
      value = Math.min(value * radix + digit(raw.charAt(i), radix), CODE_POINT_MAX + 1);
      i++;
    }
    if (i == first) {
      return false;
    }
    decoded.appendCodePoint(codePoint(value));
    at = i < raw.length() && raw.charAt(i) == ';' ? i + 1 : i;
    return true;
  }

  /** The digit's value, or -1; ASCII only, which {@code Character.digit} is not. */
  private static int digit(char c, int radix) {
    return c < 0x80 ? Character.digit(c, radix) : -1;
  }

  private static int codePoint(int number) {
    if (number >= 0x80 && number <= 0x9F) {
      return C1.charAt(number - 0x80);
    }
    boolean surrogate = number >= 0xD800 && number <= 0xDFFF;
    return number == 0 || number > CODE_POINT_MAX || surrogate ? REPLACEMENT : number;
  }

  private boolean name() {
    int first = at + 1;
    int limit = Math.min(raw.length(), first + NamedEntities.NAME_CHARACTERS_MAX);
    int end = first;
    while (end < limit && Ascii.isLetterOrDigit(raw.charAt(end))) {
      end++;
    }
    return end > first && (nameWithSemicolon(first, end) || bareName(first, end));
  }

  private boolean nameWithSemicolon(int first, int end) {
    boolean semicolon = end < raw.length() && raw.charAt(end) == ';';
    return semicolon && replace(NamedEntities.find(raw.substring(first, end + 1)), end + 1);
  }

  /** The longest name that works without a semicolon, unless the rule for attributes forbids it. */
  private boolean bareName(int first, int end) {
    int last = Math.min(end, first + NamedEntities.BARE_NAME_CHARACTERS_MAX);
    for (int i = last; i > first; i--) {
      String characters = NamedEntities.find(raw.substring(first, i));
      if (characters != null) {
        return !continuesAfter(i) && replace(characters, i);
      }
    }
    return false;
  }

  private boolean continuesAfter(int end) {
    return end < raw.length() && (raw.charAt(end) == '=' || Ascii.isLetterOrDigit(raw.charAt(end)));
  }

  private boolean replace(@Nullable String characters, int end) {
    if (characters == null) {
      return false;
    }
    decoded.append(characters);
    at = end;
    return true;
  }
}
