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
    int lineFeed = Ascii.find(text, 0, text.length, '\n');
    boolean bare = lineFeed < text.length && (lineFeed == 0 || text[lineFeed - 1] != '\r');
    return bare ? LF : CRLF;
  }
}
