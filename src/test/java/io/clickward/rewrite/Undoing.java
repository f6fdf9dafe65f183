package io.clickward.rewrite;

import io.clickward.rewrite.MimeOracle.Leaf;
import java.util.Arrays;
import java.util.List;

/**
 * Puts the old raw bodies back into a rewritten message, and the old encoding header where a body
 * had to be encoded anew. What comes out is the old message, unless something else changed.
 */
final class Undoing {
  private static final String ENCODING = "Content-Transfer-Encoding";

  private final List<Leaf> before;
  private final List<Leaf> after;
  private final StringBuilder message;

  Undoing(byte[] before, byte[] after) {
    this.before = MimeOracle.read(before).leaves();
    this.after = MimeOracle.read(after).leaves();
    this.message = new StringBuilder(MailFiles.latin1(after));
  }

  String undone() {
    int from = 0;
    for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
      if (!Arrays.equals(before.get(i).raw(), after.get(i).raw())) {
        from = putBack(before.get(i), after.get(i), from);
      }
    }
    return message.toString();
  }

  /** A rewritten body holds links that stand nowhere else, so it is found by what it holds. */
  private int putBack(Leaf old, Leaf now, int from) {
    String raw = MailFiles.latin1(now.raw());
    int at = message.indexOf(raw, from);
    if (at < 0) {
      throw new AssertionError("a changed body does not stand in the message as it was read");
    }
    message.replace(at, at + raw.length(), MailFiles.latin1(old.raw()));
    return at + old.raw().length + putBackEncoding(old, now, at);
  }

  /** Answers by how much the message grew. */
  private int putBackEncoding(Leaf old, Leaf now, int body) {
    if (old.header().equals(now.header())) {
      return 0;
    }
    assertNeeded(old, now);
    String written = now.written(ENCODING);
    String was = old.written(ENCODING);
    int at = message.lastIndexOf(written, body);
    // A part that had no such header got one line more.
    int end = at + written.length() + (was.isEmpty() ? lineBreak(at + written.length()) : 0);
    message.replace(at, end, was);
    return was.length() - (end - at);
  }

  private int lineBreak(int at) {
    return message.charAt(at) == '\r' ? 2 : 1;
  }

  /** Encoding anew is allowed only where a line would have become too long. */
  private static void assertNeeded(Leaf old, Leaf now) {
    boolean lines = List.of("7bit", "8bit").contains(old.encoding());
    boolean quotedPrintable = now.encoding().equals("quoted-printable");
    int longest = MailFiles.latin1(now.decoded()).lines().mapToInt(String::length).max().orElse(0);
    if (!lines || !quotedPrintable || longest <= RewriteGates.LINE_OCTETS_MAX) {
      throw new AssertionError("a header changed without need: " + old.header() + now.header());
    }
  }
}
