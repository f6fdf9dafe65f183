package io.clickward.rewrite;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A field value of the form {@code word; name=value; name="value"} with comments anywhere (RFC 2045
 * section 5.1), its parameters put together from their continuations (RFC 2231 section 3).
 *
 * @param word what stands before the first semicolon, lower case; a word has no quotes, so one that
 *     has keeps them and equals no known one
 * @param parameters names in lower case; of two with one name the first counts
 */
record FieldValue(String word, Map<String, String> parameters) {
  static FieldValue parse(String value) {
    return new Reader(value).read();
  }

  private static final class Reader {
    private final String text;
    private final Map<String, String> raw = new HashMap<>();
    private int at;

    Reader(String text) {
      this.text = text;
    }

    FieldValue read() {
      String word = word().strip().toLowerCase(Locale.ROOT);
      while (at < text.length()) {
        at++; // the semicolon
        parameter();
      }
      return new FieldValue(word, Continuations.join(raw));
    }

    private String word() {
      String word = until(";");
      String written = text.substring(0, Math.min(at, text.length()));
      return written.indexOf('"') < 0 ? word : written;
    }

    private void parameter() {
      String name = until(";=").strip().toLowerCase(Locale.ROOT);
      if (at < text.length() && text.charAt(at) == '=') {
        at++;
        raw.putIfAbsent(name, until(";").stripTrailing());
      }
    }

    /** Reads up to one of the stops, without comments and quotes. */
    private String until(String stops) {
      StringBuilder read = new StringBuilder();
      while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
        switch (text.charAt(at)) {
          case '"' -> quoted(read);
          case '(' -> comment();
          default -> unquoted(read);
        }
      }
      return read.toString();
    }

    /** White space before a value is no part of it; in quotes it is (RFC 2046 section 5.1.1). */
    private void unquoted(StringBuilder read) {
      char c = text.charAt(at++);
      if (!read.isEmpty() || !Character.isWhitespace(c)) {
        read.append(c);
      }
    }

    private void quoted(StringBuilder read) {
      at++;
      while (at < text.length() && text.charAt(at) != '"') {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        read.append(text.charAt(at++));
      }
      at++;
    }

    private void comment() {
      int depth = 0;
      do {
        char c = text.charAt(at++);
        if (c == '\\') {
          at++;
        }
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      } while (depth > 0 && at < text.length());
    }
  }
}
