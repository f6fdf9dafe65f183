package io.clickward.rewrite;

/**
 * Reads quoted-printable byte by decoded byte and knows where each stands in the encoded text. What
 * is no valid encoding means itself, as mail programs have it.
 */
final class QuotedPrintableReader {
  private final byte[] raw;
  private int start;
  private int end;
  private int count;
  private byte value;

  /** Blanks before this position are known not to stand at the end of a line. */
  private int innerBlanksEnd;

  QuotedPrintableReader(byte[] raw) {
    this.raw = raw;
  }

  /** Moves to the next decoded byte; false at the end. */
  boolean next() {
    int at = skipNothings(end);
    if (at == raw.length) {
      return false;
    }
    start = at;
    count++;
    if (raw[at] == '=' && hex(at + 1) >= 0 && hex(at + 2) >= 0) {
      value = (byte) (hex(at + 1) << 4 | hex(at + 2));
      end = at + 3;
    } else {
      value = raw[at];
      end = at + 1;
    }
    return true;
  }

  byte value() {
    return value;
  }

  /** The replacement with positions of the encoded text; they must be asked for in order. */
  Replacement rawPosition(Replacement decoded) {
    moveBehind(decoded.start());
    if (decoded.start() == decoded.end()) {
      return new Replacement(end, end, decoded.with());
    }
    moveBehind(decoded.start() + 1);
    int first = start;
    moveBehind(decoded.end());
    return new Replacement(first, end, decoded.with());
  }

  private void moveBehind(int decodedBytes) {
    while (count < decodedBytes && next()) {
      // each step counts
    }
  }

  /** Skips soft line breaks and blanks at the end of a line: both decode to nothing. */
  private int skipNothings(int from) {
    int at = from;
    while (at < raw.length) {
      int behind = raw[at] == '=' ? softBreakEnd(at) : trailingBlanksEnd(at);
      if (behind == at) {
        return at;
      }
      at = behind;
    }
    return at;
  }

  private int softBreakEnd(int at) {
    int lineEnd = blanksEnd(at + 1);
    int behind = lineBreakEnd(lineEnd);
    return behind > lineEnd || lineEnd == raw.length ? behind : at;
  }

  private int trailingBlanksEnd(int at) {
    if (at < innerBlanksEnd || !Ascii.isBlank(raw[at])) {
      return at;
    }
    int blanksEnd = blanksEnd(at);
    if (blanksEnd == raw.length || lineBreakEnd(blanksEnd) > blanksEnd) {
      return blanksEnd;
    }
    innerBlanksEnd = blanksEnd;
    return at;
  }

  private int blanksEnd(int from) {
    int i = from;
    while (i < raw.length && Ascii.isBlank(raw[i])) {
      i++;
    }
    return i;
  }

  /** Position behind the line break at a position, or that position when there is none. */
  private int lineBreakEnd(int at) {
    if (at < raw.length && raw[at] == '\n') {
      return at + 1;
    }
    boolean crlf = at + 1 < raw.length && raw[at] == '\r' && raw[at + 1] == '\n';
    return crlf ? at + 2 : at;
  }

  private int hex(int at) {
    return at < raw.length && raw[at] > 0 ? Character.digit(raw[at], 16) : -1;
  }
}
