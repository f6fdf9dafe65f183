package io.clickward.rewrite;

import io.clickward.rewrite.Verdict.Leave;
import io.clickward.rewrite.Verdict.Track;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the URLs of a text/plain body. Where a URL ends is for the reader's mail program to guess,
 * so each doubt leaves it alone; quoted lines, the signature and PGP blocks are not looked at.
 */
final class PlainText {
  /** SparkPost's way to say in plain text that a URL is not to be tracked. */
  private static final String OPT_OUT = "[[data-msys-clicktrack=\"0\"]]";

  private static final String PUNCTUATION = ".,;:!?'\"";

  /** A line of such a length that ends with a URL may have been broken inside of it. */
  private static final int BROKEN_LINE_MIN = 65;

  private static final int BROKEN_LINE_MAX = 80;

  private final byte[] text;
  private final TargetRules rules;
  private final Tally tally;
  private final List<Link> links = new ArrayList<>();
  private boolean pgp;
  private boolean broken;

  private PlainText(byte[] text, TargetRules rules, Tally tally) {
    this.text = text;
    this.rules = rules;
    this.tally = tally;
  }

  static List<Link> links(byte[] text, TargetRules rules, Tally tally) {
    PlainText reader = new PlainText(text, rules, tally);
    reader.lines();
    return reader.links;
  }

  private void lines() {
    int start = 0;
    while (start < text.length) {
      int lineFeed = Ascii.find(text, start, text.length, '\n');
      int end = lineFeed > start && text[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
      if (Ascii.is(text, start, end, "-- ")) {
        return; // the signature
      }
      line(start, end, Math.min(lineFeed + 1, text.length));
      start = lineFeed + 1;
    }
  }

  private void line(int start, int end, int next) {
    if (Ascii.startsWith(text, start, end, "-----begin pgp ")) {
      pgp = true;
    } else if (Ascii.startsWith(text, start, end, "-----end pgp ")) {
      pgp = false;
    } else if (!pgp && (start == end || text[start] != '>')) {
      urls(start, end, next);
    }
  }

  private void urls(int start, int end, int next) {
    broken = mayBeBroken(start, end, next);
    int at = Ascii.find(text, start, end, "http");
    while (at < end) {
      int behind = at + 1;
      if (isUrl(start, at, end)) {
        behind = url(start, at, end);
      }
      at = Ascii.find(text, behind, end, "http");
    }
  }

  /** Whether a URL starts here, and not in the middle of a word such as {@code https+notrack:}. */
  private boolean isUrl(int lineStart, int at, int end) {
    boolean inWord = at > lineStart && (Ascii.isLetterOrDigit(text[at - 1]) || text[at - 1] == '+');
    boolean scheme =
        Ascii.startsWith(text, at, end, "http://") || Ascii.startsWith(text, at, end, "https://");
    return scheme && !inWord;
  }

  private int url(int lineStart, int at, int lineEnd) {
    int wordEnd = at;
    while (wordEnd < lineEnd && !Ascii.isSpace(text[wordEnd])) {
      wordEnd++;
    }
    int end = inBrackets(lineStart, at, wordEnd);
    tally.see();
    switch (judge(at, end)) {
      case Leave(LinkReason reason) -> tally.leave(reason);
      case Track(String target) -> add(Link.plain(new Span(at, end), target));
    }
    return end;
  }

  private void add(Link link) {
    if (links.size() <= HtmlBody.LINKS_MAX) {
      links.add(link);
    }
  }

  /** Where the URL ends: at its closing bracket when it stands in {@code <...>}. */
  private int inBrackets(int lineStart, int at, int wordEnd) {
    if (at > lineStart && text[at - 1] == '<') {
      int close = Ascii.find(text, at, wordEnd, '>');
      if (close < wordEnd) {
        return close;
      }
    }
    return trimmed(at, wordEnd);
  }

  private int trimmed(int start, int wordEnd) {
    int end = wordEnd;
    while (end > start && (isPunctuation(end - 1) || isUnbalanced(start, end))) {
      end--;
    }
    return end;
  }

  private boolean isPunctuation(int at) {
    return PUNCTUATION.indexOf(text[at]) >= 0;
  }

  private boolean isUnbalanced(int start, int end) {
    return switch (text[end - 1]) {
      case ')' -> surplus(start, end, '(', ')');
      case ']' -> surplus(start, end, '[', ']');
      case '}' -> surplus(start, end, '{', '}');
      case '>' -> surplus(start, end, '<', '>');
      default -> false;
    };
  }

  private boolean surplus(int start, int end, int opening, int closing) {
    int depth = 0;
    for (int i = start; i < end; i++) {
      depth += text[i] == opening ? 1 : text[i] == closing ? -1 : 0;
    }
    return depth < 0;
  }

  private Verdict judge(int at, int end) {
    String target = Ascii.text(text, at, end);
    if (target.contains(OPT_OUT)) {
      return new Leave(LinkReason.OPT_OUT);
    }
    if (target.chars().anyMatch(c -> c >= 0x80)) {
      return new Leave(LinkReason.UNDECODABLE);
    }
    if (broken) {
      return new Leave(LinkReason.BROKEN_LINE);
    }
    return rules.judge(target, false);
  }

  /**
   * All URLs of such a line are left alone: new ones would change its length, and the doubt would
   * be forgotten when the mail comes by again.
   */
  private boolean mayBeBroken(int start, int end, int next) {
    int length = end - start;
    boolean continues = next < text.length && text[next] > ' ';
    return length >= BROKEN_LINE_MIN
        && length <= BROKEN_LINE_MAX
        && continues
        && lastWordIsUrl(start, end);
  }

  private boolean lastWordIsUrl(int start, int end) {
    int wordStart = end;
    while (wordStart > start && !Ascii.isSpace(text[wordStart - 1])) {
      wordStart--;
    }
    return Ascii.find(text, wordStart, end, "http") < end;
  }
}
