package io.clickward.rewrite;

/**
 * A URL in a line of plain text. White space, angle brackets and quotes delimit it (RFC 3986
 * appendix C); punctuation and unbalanced brackets at its end are the sentence's.
 *
 * @param wordEnd where it would end if the sentence had nothing at its end
 */
record PlainUrl(int start, int end, int wordEnd) {
  /** SparkPost's way to say in plain text that a URL is not to be tracked. */
  private static final String OPT_OUT = "[[data-msys-clicktrack=\"0\"]]";

  /** What may stand between the angle bracket and the URL (RFC 3986 appendix C). */
  private static final String PREFIX = "<url:";

  private static final String DELIMITERS = "<>\"`";
  private static final String OPENING = "([{";
  private static final String CLOSING = ")]}";
  private static final String PUNCTUATION = ".,;:!?'";

  /** Reads the URL that starts at a position of a line. */
  static PlainUrl read(byte[] text, int lineStart, int at, int lineEnd) {
    if (at > lineStart && text[at - 1] == '<') {
      int close = delimiter(text, at, lineEnd);
      if (close < lineEnd && text[close] == '>') {
        return new PlainUrl(at, close, close);
      }
    }
    int wordEnd = wordEnd(text, at, lineEnd);
    return new PlainUrl(at, trimmed(text, at, wordEnd), wordEnd);
  }

  private static int delimiter(byte[] text, int start, int lineEnd) {
    int at = start;
    while (at < lineEnd && !isDelimiter(text[at]) && !isOptOut(text, at, lineEnd)) {
      at++;
    }
    return at;
  }

  /**
   * One pass for both: to the delimiter first, a list of URLs would be read to its end for each.
   */
  private static int wordEnd(byte[] text, int start, int lineEnd) {
    int at = start;
    while (at < lineEnd
        && !isDelimiter(text[at])
        && !isOptOut(text, at, lineEnd)
        && !isNextUrl(text, at, lineEnd)) {
      at++;
    }
    return at;
  }

  private static boolean isDelimiter(byte b) {
    return Ascii.isSpace(b) || DELIMITERS.indexOf(b) >= 0;
  }

  private static boolean isOptOut(byte[] text, int at, int lineEnd) {
    return text[at] == '[' && Ascii.startsWith(text, at, lineEnd, OPT_OUT);
  }

  /** Whether a list goes on here with its next URL, or the text of a Markdown link with its URL. */
  private static boolean isNextUrl(byte[] text, int at, int lineEnd) {
    return switch (text[at]) {
      case ',' -> isScheme(text, at + 1, lineEnd);
      case ']' -> Ascii.startsWith(text, at, lineEnd, "](") && isScheme(text, at + 2, lineEnd);
      default -> false;
    };
  }

  static boolean isScheme(byte[] text, int at, int end) {
    return Ascii.startsWith(text, at, end, "http://")
        || Ascii.startsWith(text, at, end, "https://");
  }

  /** Takes what is the sentence's from the end; a closing bracket is when nothing opens it. */
  private static int trimmed(byte[] text, int start, int wordEnd) {
    int[] surplus = surplus(text, start, wordEnd);
    int end = wordEnd;
    while (end > start && isOfSentence(text[end - 1], surplus)) {
      end--;
    }
    return end;
  }

  /** How many more closing than opening brackets there are of each kind. */
  private static int[] surplus(byte[] text, int start, int end) {
    int[] surplus = new int[CLOSING.length()];
    for (int i = start; i < end; i++) {
      int opening = OPENING.indexOf(text[i]);
      int closing = opening < 0 ? CLOSING.indexOf(text[i]) : -1;
      if (opening >= 0) {
        surplus[opening]--;
      } else if (closing >= 0) {
        surplus[closing]++;
      }
    }
    return surplus;
  }

  private static boolean isOfSentence(byte last, int[] surplus) {
    int kind = CLOSING.indexOf(last);
    return kind < 0 ? PUNCTUATION.indexOf(last) >= 0 : surplus[kind]-- > 0;
  }

  /** Whether the mark stands behind it, or behind the quotes and brackets around it. */
  boolean isOptedOut(byte[] text) {
    int at = wordEnd;
    while (at < text.length && encloses(text[at])) {
      at++;
    }
    return Ascii.startsWith(text, at, text.length, OPT_OUT);
  }

  private static boolean encloses(byte b) {
    return CLOSING.indexOf(b) >= 0 || (b != '<' && DELIMITERS.indexOf(b) >= 0);
  }

  /**
   * Whether it stands in angle brackets that close on another line: line breaks in them are to be
   * ignored (RFC 3986 appendix C). The first angle bracket behind the line tells.
   */
  boolean isOpenBeyond(byte[] text, int lineEnd) {
    if (!isOpened(text) || !isBlank(text, wordEnd, lineEnd)) {
      return false;
    }
    int at = lineEnd;
    while (at < text.length && text[at] != '<' && text[at] != '>') {
      at++;
    }
    return at < text.length && text[at] == '>';
  }

  private boolean isOpened(byte[] text) {
    return (start > 0 && text[start - 1] == '<')
        || (start >= PREFIX.length() && Ascii.is(text, start - PREFIX.length(), start, PREFIX));
  }

  private static boolean isBlank(byte[] text, int from, int to) {
    int at = from;
    while (at < to && Ascii.isBlank(text[at])) {
      at++;
    }
    return at == to;
  }

  /** Whether what ends it is of a template language: its mark, or a quote within its braces. */
  boolean isTemplate(byte[] text) {
    return Ascii.startsWith(text, wordEnd, text.length, "<%") || isQuotedInBraces(text);
  }

  private boolean isQuotedInBraces(byte[] text) {
    int brace = Ascii.find(text, start, wordEnd, '{');
    return brace < wordEnd
        && Ascii.find(text, brace, wordEnd, '}') == wordEnd
        && wordEnd < text.length
        && DELIMITERS.indexOf(text[wordEnd]) >= 0;
  }
}
