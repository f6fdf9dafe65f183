package io.clickward.domain;

import java.util.stream.IntStream;

/**
 * Punycode of a label (RFC 3492 section 6.3), for those that {@link java.net.IDN} would make others
 * of. Takes 63 characters at most: the sums of longer labels need not fit.
 */
final class Punycode {
  private static final int BASE = 36;
  private static final int LETTERS = 26;
  private static final int THRESHOLD_MIN = 1;
  private static final int THRESHOLD_MAX = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int FIRST_BIAS = 72;
  private static final int ASCII_END = 0x80;

  private final int[] points;
  private final int ascii;
  private final StringBuilder out = new StringBuilder();
  private int written;
  private int delta;
  private int bias = FIRST_BIAS;

  private Punycode(String label) {
    points = label.codePoints().toArray();
    IntStream.of(points).filter(point -> point < ASCII_END).forEach(out::appendCodePoint);
    ascii = out.length();
    written = ascii;
  }

  /** What stands behind {@code xn--}. */
  static String encode(String label) {
    Punycode code = new Punycode(label);
    if (code.ascii > 0) {
      code.out.append('-');
    }
    int from = ASCII_END;
    while (code.written < code.points.length) {
      from = code.writeNext(from) + 1;
    }
    return code.out.toString();
  }

  /** Writes where the lowest code point of those from here on stands, and gives it. */
  private int writeNext(int from) {
    int next = IntStream.of(points).filter(point -> point >= from).min().orElseThrow();
    delta += (next - from) * (written + 1);
    for (int point : points) {
      if (point < next) {
        delta++;
      } else if (point == next) {
        writeDelta();
        written++;
        adapt();
        delta = 0;
      }
    }
    delta++;
    return next;
  }

  /** A number of variable length, its lowest digit first. */
  private void writeDelta() {
    int rest = delta;
    int at = BASE;
    for (int threshold = threshold(at); rest >= threshold; threshold = threshold(at)) {
      out.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
      rest = (rest - threshold) / (BASE - threshold);
      at += BASE;
    }
    out.append(digit(rest));
  }

  private int threshold(int at) {
    return Math.clamp(at - bias, THRESHOLD_MIN, THRESHOLD_MAX);
  }

  private static char digit(int value) {
    return (char) (value < LETTERS ? 'a' + value : '0' + value - LETTERS);
  }

  /** Section 6.1. */
  private void adapt() {
    boolean first = written == ascii + 1;
    int scaled = delta / (first ? DAMP : 2);
    scaled += scaled / written;
    int digits = 0;
    while (scaled > (BASE - THRESHOLD_MIN) * THRESHOLD_MAX / 2) {
      scaled /= BASE - THRESHOLD_MIN;
      digits += BASE;
    }
    bias = digits + (BASE - THRESHOLD_MIN + 1) * scaled / (scaled + SKEW);
  }
}
