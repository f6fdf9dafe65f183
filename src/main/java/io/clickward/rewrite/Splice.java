package io.clickward.rewrite;

import java.util.List;

/** Puts replacements into bytes; whatever lies between them is copied. */
final class Splice {
  private Splice() {}

  /** The source with the replacements applied; they are sorted and do not overlap. */
  static byte[] apply(byte[] source, List<Replacement> replacements) {
    byte[] spliced = new byte[lengthAfter(source.length, replacements)];
    int from = 0;
    int to = 0;
    for (Replacement r : replacements) {
      to = copy(source, from, r.start(), spliced, to);
      to = copy(r.with(), 0, r.with().length, spliced, to);
      from = r.end();
    }
    copy(source, from, source.length, spliced, to);
    return spliced;
  }

  static int lengthAfter(int length, List<Replacement> replacements) {
    return length + replacements.stream().mapToInt(Replacement::growth).sum();
  }

  private static int copy(byte[] source, int from, int to, byte[] target, int at) {
    System.arraycopy(source, from, target, at, to - from);
    return at + to - from;
  }
}
