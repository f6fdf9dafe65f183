package io.clickward.rewrite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickward.rewrite.Verdict.Leave;
import io.clickward.rewrite.Verdict.Track;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the URLs of a text/plain body. Where a URL ends is for the reader's mail program to guess,
 * so each doubt leaves it alone; quoted lines, the signature and PGP blocks are not looked at.
 */
final class PlainText {
  /** A line of such a length that ends with a URL may have been broken inside of it. */
  private static final int BROKEN_LINE_MIN = 65;

  private static final int BROKEN_LINE_MAX = 80;

  private static final int UTF_8_BYTES_MAX = 4;

  /** What stands before a URL that is itself a piece of an address, such as its query's value. */
  private static final String WITHIN_ADDRESS = "+=/?&%#@~\\";

  private final byte[] text;
  private final BodyCharset charset;
  private final boolean doubleBytes;
  private final boolean flowsTogether;
  private final TargetRules rules;
  private final Tally tally;
  private final List<Link> links = new ArrayList<>();
  private boolean pgp;
  private boolean broken;

  /** Whether a URL at the start of the line may be a piece of an address of the line before. */
  private boolean continued;

  /** Whether the line's last word and the next line's first one are one word to a reader. */
  private boolean joined;

  /** The start of a character of the line, which those before it are known to end at. */
  private int character;

  /** Where the angle brackets close within which a URL on another line goes on. */
  private int bracketsEnd;

  private PlainText(
      byte[] text, ContentType type, BodyCharset charset, TargetRules rules, Tally tally) {
    this.text = text;
    this.charset = charset;
    this.doubleBytes = charset.isOfDoubleBytes();
    this.flowsTogether =
        type.parameter("format").equalsIgnoreCase("flowed")
            && type.parameter("delsp").equalsIgnoreCase("yes");
    this.rules = rules;
    this.tally = tally;
  }

  static List<Link> links(
      byte[] text, ContentType type, BodyCharset charset, TargetRules rules, Tally tally) {
    PlainText reader = new PlainText(text, type, charset, rules, tally);
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
    boolean ends = Ascii.startsWith(text, start, end, "-----end pgp ");
    pgp = Ascii.startsWith(text, start, end, "-----begin pgp ") || (pgp && !ends);
    boolean quoted = start < end && text[start] == '>';
    continued = !pgp && !ends && !quoted && urls(start, end, next);
  }

  /** Reads the URLs of a line and says whether an address may go on in the next one. */
  private boolean urls(int start, int end, int next) {
    character = start;
    boolean cut = isCut(start, end, next);
    broken = cut || mayBeBroken(start, end, next);
    joined = false;
    int at = Ascii.find(text, Math.max(start, bracketsEnd), end, "http");
    while (at < end) {
      int behind = at + 1;
      if (isUrl(start, at, end)) {
        behind = url(PlainUrl.read(text, start, at, end), end, next);
      }
      at = Ascii.find(text, behind, end, "http");
    }
    return cut || joined || (flowsTogether && endsWithSpace(start, end) && isOfWord(end - 2));
  }

  private boolean endsWithSpace(int start, int end) {
    return end - start > 1 && text[end - 1] == ' ';
  }

  /**
   * Whether a URL starts here, and not in the middle of a word such as {@code https+notrack:} or of
   * a larger address, which would be another one with a new URL in it.
   */
  private boolean isUrl(int lineStart, int at, int end) {
    if (!PlainUrl.isScheme(text, at, end)) {
      return false;
    }
    boolean stuffed = flowsTogether && at == lineStart + 1 && text[lineStart] == ' ';
    boolean first = at == lineStart || stuffed;
    boolean apart = first ? !continued : !isOfWord(at - 1);
    return apart && !isSecondByte(at);
  }

  private boolean isOfWord(int at) {
    boolean ofWord = Ascii.isLetterOrDigit(text[at]) || WITHIN_ADDRESS.indexOf(text[at]) >= 0;
    return ofWord && !isSecondByte(at);
  }

  /**
   * Whether the byte is the second one of a character, whatever it means in ASCII. Only the start
   * of the line tells, so positions in a line must be asked for in their order.
   */
  private boolean isSecondByte(int at) {
    while (doubleBytes && character < at) {
      boolean two = charset.isLead(text[character]) && !Ascii.isSpace(text[character + 1]);
      character += two ? 2 : 1;
    }
    return character > at;
  }

  /** Reads a URL and says where it ends. */
  private int url(PlainUrl url, int lineEnd, int next) {
    tally.see();
    boolean flowsOn = flowsOn(url, lineEnd, next);
    joined |= flowsOn && text[url.wordEnd() - 1] != ','; // which would part two URLs
    boolean open = isOpen(url, lineEnd);
    switch (judge(url, broken || flowsOn || open || !url.clear())) {
      case Leave(LinkReason reason) -> tally.leave(reason);
      case Track(String target) -> add(Link.plain(new Span(url.start(), url.end()), target));
    }
    return url.end();
  }

  /**
   * Whether the URL stands in angle brackets that close on another line. What is in them up to
   * there is a piece of it, but not beyond an empty line: then the bracket may be a quote's.
   */
  private boolean isOpen(PlainUrl url, int lineEnd) {
    int close = url.closeBeyond(text, lineEnd);
    boolean open = close != PlainUrl.NOWHERE;
    if (open) {
      bracketsEnd = paragraphEnd(lineEnd, close);
    }
    return open;
  }

  private int paragraphEnd(int from, int limit) {
    int at = Ascii.find(text, from, limit, '\n');
    while (at < limit && text[at + 1] != '\n' && text[at + 1] != '\r') {
      at = Ascii.find(text, at + 1, limit, '\n');
    }
    return at;
  }

  private void add(Link link) {
    if (links.size() <= HtmlBody.LINKS_MAX) {
      links.add(link);
    }
  }

  private Verdict judge(PlainUrl url, boolean doubtful) {
    String target = Ascii.text(text, url.start(), url.end());
    if (url.isOptedOut(text)) {
      return new Leave(LinkReason.OPT_OUT);
    }
    boolean unfinished = url.isTemplate(text) || Placeholders.isIn(target);
    if (unfinished && !rules.options().finalMail()) {
      return new Leave(LinkReason.PLACEHOLDER);
    }
    if (!Ascii.isAll(target)) {
      return new Leave(LinkReason.UNDECODABLE);
    }
    if (doubtful) {
      return new Leave(LinkReason.BROKEN_LINE);
    }
    return rules.judge(target, false);
  }

  /**
   * Whether a reader puts the next line right behind the URL: with DelSp the space at a line's end
   * goes together with the line break (RFC 3676 section 4.2), and one at a line's start does anyway
   * (section 4.4).
   */
  private boolean flowsOn(PlainUrl url, int lineEnd, int next) {
    boolean space = url.wordEnd() == lineEnd - 1 && text[lineEnd - 1] == ' ';
    if (!flowsTogether || !space || next == text.length || text[next] == '>') {
      return false;
    }
    int first = text[next] == ' ' ? next + 1 : next;
    return first < text.length && !Ascii.isSpace(text[first]);
  }

  /**
   * All URLs of such a line are left alone: new ones would change its length, and the doubt would
   * be forgotten when the mail comes by again.
   */
  private boolean mayBeBroken(int start, int end, int next) {
    boolean continues = next < text.length && text[next] > ' ';
    return continues && lastWordHas("http", start, end) && isOfBrokenLength(start, end);
  }

  /**
   * Whether a line that may be broken ends in the middle of an address, and the next one starts
   * with a URL: the value of the address's query, say.
   */
  private boolean isCut(int start, int end, int next) {
    return start < end
        && WITHIN_ADDRESS.indexOf(text[end - 1]) >= 0
        && PlainUrl.isScheme(text, next, text.length)
        && (lastWordHas("http", start, end) || lastWordHas("www.", start, end))
        && isOfBrokenLength(start, end);
  }

  private boolean isOfBrokenLength(int start, int end) {
    int bytes = end - start;
    if (bytes < BROKEN_LINE_MIN || bytes > BROKEN_LINE_MAX * UTF_8_BYTES_MAX) {
      return false;
    }
    int length = characters(start, end);
    return length >= BROKEN_LINE_MIN && length <= BROKEN_LINE_MAX;
  }

  /** How long a line is to who broke it; of one that is not UTF-8, how many bytes it has. */
  private int characters(int start, int end) {
    return BodyCharset.decode(UTF_8, text, start, end)
        .map(line -> line.codePointCount(0, line.length()))
        .orElse(end - start);
  }

  private boolean lastWordHas(String piece, int start, int end) {
    int wordStart = end;
    while (wordStart > start && !Ascii.isSpace(text[wordStart - 1])) {
      wordStart--;
    }
    return Ascii.find(text, wordStart, end, piece) < end;
  }
}
