package io.clickward.rewrite;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes quoted-printable, knows the length of the line, and breaks it softly where it must. */
final class QuotedPrintableWriter {
  /** RFC 2045 section 6.7 rule 5; the last character is the soft break's equals sign. */
  private static final int LINE_CHARACTERS_MAX = 76;

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private final ByteArrayOutputStream out;
  private final byte[] lineBreak;
  private int column;

  QuotedPrintableWriter(int lengthGuess, LineBreak lineBreak) {
    this.out = new ByteArrayOutputStream(Math.max(lengthGuess, 0));
    this.lineBreak = lineBreak.bytes();
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /** Copies text that is encoded already. */
  void copy(byte[] encoded, int from, int to) {
    out.write(encoded, from, to - from);
    int lineStart = to;
    while (lineStart > from && encoded[lineStart - 1] != '\n') {
      lineStart--;
    }
    column = lineStart > from ? to - lineStart : column + to - from;
  }

  /** Encodes a line without its line break; a blank at its end is encoded too. */
  void encodeLine(byte[] line, int from, int to) {
    boolean blankAtEnd = to > from && Ascii.isBlank(line[to - 1]);
    encode(line, from, blankAtEnd ? to - 1 : to);
    if (blankAtEnd) {
      encoded(line[to - 1]);
    }
  }

  void encode(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = text[i];
      if (isLiteral(b)) {
        literal(b);
      } else {
        encoded(b);
      }
    }
  }

  private static boolean isLiteral(int b) {
    return (b >= ' ' && b <= '~' && b != '=') || b == '\t';
  }

  private void literal(byte b) {
    boolean broken = breakBefore(1);
    if (broken && isDoubtedAtStart(b)) {
      encoded(b);
    } else {
      out.write(b);
      column++;
    }
  }

  /** A line that starts so may mean something to SMTP or MIME. */
  private static boolean isDoubtedAtStart(byte b) {
    return b == '.' || b == '-';
  }

  private void encoded(byte b) {
    breakBefore(3);
    out.write('=');
    out.write(HEX[b >> 4 & 0xF]);
    out.write(HEX[b & 0xF]);
    column += 3;
  }

  private boolean breakBefore(int length) {
    boolean full = column + length >= LINE_CHARACTERS_MAX;
    if (full) {
      softBreak();
    }
    return full;
  }

  private void softBreak() {
    out.write('=');
    out.write(lineBreak, 0, lineBreak.length);
    column = 0;
  }

  /**
   * Encodes new text, of one character at least, in front of encoded text that goes on up to a
   * position, and breaks the line where what follows in it has no room.
   */
  void encodeBefore(byte[] encoded, int from, int to, byte[] text) {
    int following = followingLength(encoded, from, to);
    int last = text.length - 1;
    encode(text, 0, last);
    boolean doubted = from < to && isDoubtedAtStart(encoded[from]);
    if (doubted && !isDoubtedAtStart(text[last]) && following < LINE_CHARACTERS_MAX) {
      makeRoomFor(1 + following); // so that the last character starts the line, and not the dot
    }
    encode(text, last, text.length);
    makeRoomFor(following);
  }

  private void makeRoomFor(int length) {
    if (column + length > LINE_CHARACTERS_MAX && column > 0) {
      softBreak();
    }
  }

  /** The soft break's equals sign included, where one must be able to follow. */
  private static int followingLength(byte[] encoded, int from, int to) {
    int end = Ascii.find(encoded, from, to, '\n');
    boolean lineEnds = end < to || to == encoded.length;
    int length = end > from && end < to && encoded[end - 1] == '\r' ? end - from - 1 : end - from;
    return lineEnds ? length : length + 1;
  }
}
