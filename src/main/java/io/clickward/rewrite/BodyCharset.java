package io.clickward.rewrite;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The charset of a body. Markup is read as bytes, so all that is asked of a charset is that the
 * bytes of {@code < > " ' = &} mean those characters and nothing else; labels are wrong too often
 * to be believed in more than that.
 */
record BodyCharset(Optional<Charset> declared) {
  /** Charsets with states, or with units of more than a byte. */
  private static final List<String> UNSAFE =
      List.of(
          "utf-7",
          "utf7",
          "unicode-1-1-utf-7",
          "x-utf-7",
          "utf-16",
          "utf16",
          "x-utf-16",
          "utf-32",
          "utf32",
          "x-utf-32",
          "ucs-",
          "iso-10646-ucs",
          "unicode",
          "iso-2022",
          "iso2022",
          "x-iso-2022",
          "csiso2022",
          "jis",
          "x-jis",
          "x-windows-iso2022",
          "x-windows-5022",
          "hz",
          "x-compound",
          "scsu",
          "bocu");

  private static final String MARKUP = "<>\"'=&/!-?# \t\r\nAZaz09:.;";

  /** The charset of that label; nothing when its markup cannot be read as bytes. */
  static Optional<BodyCharset> of(String label, byte[] body) {
    Optional<Charset> known = find(label);
    String name = known.map(Charset::name).orElse(label).toLowerCase(Locale.ROOT);
    boolean safe =
        UNSAFE.stream().noneMatch(name::startsWith)
            && known.map(BodyCharset::keepsMarkup).orElse(true)
            && !looksUnsafe(body);
    return safe ? Optional.of(new BodyCharset(known)) : Optional.empty();
  }

  private static Optional<Charset> find(String label) {
    try {
      return label.isEmpty() ? Optional.empty() : Optional.of(Charset.forName(label));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      return Optional.empty();
    }
  }

  private static boolean keepsMarkup(Charset charset) {
    return new String(MARKUP.getBytes(StandardCharsets.US_ASCII), charset).equals(MARKUP);
  }

  /** A body whose label hides it: a byte order mark of UTF-16, an escape sequence of ISO-2022. */
  private static boolean looksUnsafe(byte[] body) {
    return hasMark(body, 0xFE, 0xFF)
        || hasMark(body, 0xFF, 0xFE)
        || has(body, "\u001b$")
        || has(body, "\u001b(");
  }

  private static boolean hasMark(byte[] body, int first, int second) {
    return body.length > 1 && (body[0] & 0xFF) == first && (body[1] & 0xFF) == second;
  }

  private static boolean has(byte[] body, String sequence) {
    return Ascii.find(body, 0, body.length, sequence) < body.length;
  }

  /**
   * Decodes bytes without guessing: as declared, else as UTF-8; nothing when neither is possible.
   */
  Optional<String> decode(byte[] bytes, int from, int to) {
    if (isAscii(bytes, from, to)) {
      return Optional.of(Ascii.text(bytes, from, to));
    }
    return declared
        .flatMap(charset -> decode(charset, bytes, from, to))
        .or(() -> decode(StandardCharsets.UTF_8, bytes, from, to));
  }

  private static boolean isAscii(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> decode(Charset charset, byte[] bytes, int from, int to) {
    try {
      ByteBuffer part = ByteBuffer.wrap(bytes, from, to - from);
      return Optional.of(charset.newDecoder().decode(part).toString());
    } catch (CharacterCodingException undecodable) {
      return Optional.empty();
    }
  }
}
