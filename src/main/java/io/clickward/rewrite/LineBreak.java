package io.clickward.rewrite;

import java.nio.charset.StandardCharsets;

/** The line break that a text uses. */
enum LineBreak {
  CRLF("\r\n"),
  LF("\n");

  private final String characters;

  LineBreak(String characters) {
    this.characters = characters;
  }

  String characters() {
    return characters;
  }

  byte[] bytes() {
    return characters.getBytes(StandardCharsets.US_ASCII);
  }

  /** That of the first line; CRLF where there is none, as mail has it (RFC 5322 section 2.1). */
  static LineBreak of(byte[] text) {
    return of(text, CRLF);
  }

  /** That of the first line, or another where there is none. */
  static LineBreak of(byte[] text, LineBreak otherwise) {
    int lineFeed = Ascii.find(text, 0, text.length, '\n');
    if (lineFeed == text.length) {
      return otherwise;
    }
    return lineFeed > 0 && text[lineFeed - 1] == '\r' ? CRLF : LF;
  }
}
