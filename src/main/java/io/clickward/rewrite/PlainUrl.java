package io.clickward.rewrite;

/**
 * A URL in a line of plain text. White space, angle brackets and quotes delimit it (RFC 3986
 * appendix C); a closing bracket that nothing in it opens ends it, and punctuation and marks of
 * emphasis at its end are the sentence's.
 *
 * @param wordEnd where it would end if the sentence had nothing at its end
 * @param clear whether readers agree on its end
 */
record PlainUrl(int start, int end, int wordEnd, boolean clear) {
  static final int NOWHERE = -1;

  /** SparkPost's way to say in plain text that a URL is not to be tracked. */
  private static final String OPT_OUT = "[[data-msys-clicktrack=\"0\"]]";

  /** What tells a tag of a template language from one of HTML, which just ends a URL. */
  private static final String TEMPLATE_MARKS = "%?#$";

  private static final String TEMPLATE_TAG = "<eloqua ";

  /** What may stand between the angle bracket and the URL (RFC 3986 appendix C). */
  private static final String PREFIX = "<url:";

  private static final String DELIMITERS = "<>\"`";
  private static final String OPENING = "([{";
  private static final String CLOSING = ")]}";

  /** What is the sentence's where it ends a URL; a bar parts the cells of a table. */
  private static final String PUNCTUATION = ".,;:!?'|";

  /** Ends a URL where it stands before it too; else it may be the URL's last character. */
  private static final String EMPHASIS = "*_";

  /** What may follow a bracket that the sentence closes, or Markdown. */
  private static final String BEHIND_BRACKET = CLOSING + PUNCTUATION + EMPHASIS + "~-\\";

  /** Reads the URL that starts at a position of a line. */
  static PlainUrl read(byte[] text, int lineStart, int at, int lineEnd) {
    if (at > lineStart && text[at - 1] == '<') {
      int close = delimiter(text, at, lineEnd);
      if (close < lineEnd && text[close] == '>') {
        return new PlainUrl(at, close, close, true);
      }
    }
    int wordEnd = wordEnd(text, at, lineEnd);
    int bracket = unopened(text, at, wordEnd);
    int end = endBefore(EMPHASIS + PUNCTUATION, text, at, bracket);
    boolean clear =
        endBefore(BEHIND_BRACKET, text, bracket, wordEnd) == bracket
            && (isEmphasised(text, lineStart, at)
                || endBefore(PUNCTUATION, text, at, bracket) == end)
            && !isCutByThunderbird(text, at, end);
    return new PlainUrl(at, clear ? end : wordEnd, wordEnd, clear);
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

  /** The first closing bracket that nothing opens since the start, or the end. */
  private static int unopened(byte[] text, int start, int end) {
    int[] open = new int[OPENING.length()];
    for (int i = start; i < end; i++) {
      int opening = OPENING.indexOf(text[i]);
      int closing = CLOSING.indexOf(text[i]);
      if (opening >= 0) {
        open[opening]++;
      } else if (closing >= 0 && open[closing]-- == 0) {
        return i;
      }
    }
    return end;
  }

  /** Where that ends behind which there are only these characters. */
  private static int endBefore(String characters, byte[] text, int start, int end) {
    int at = end;
    while (at > start && characters.indexOf(text[at - 1]) >= 0) {
      at--;
    }
    return at;
  }

  /**
   * Thunderbird ends a URL before a hyphen at its end, and before any square bracket but that of an
   * IPv6 address; others go on.
   */
  private static boolean isCutByThunderbird(byte[] text, int start, int end) {
    int host = Ascii.find(text, start, end, "//") + 2;
    return text[end - 1] == '-' || Ascii.find(text, host + 1, end, '[') < end;
  }

  private static boolean isEmphasised(byte[] text, int lineStart, int at) {
    return at > lineStart && EMPHASIS.indexOf(text[at - 1]) >= 0;
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
   * Where, on another line, the angle brackets close in which it stands: line breaks in them are to
   * be ignored (RFC 3986 appendix C). The first angle bracket behind the line tells.
   */
  int closeBeyond(byte[] text, int lineEnd) {
    if (!isOpened(text) || !isBlank(text, wordEnd, lineEnd)) {
      return NOWHERE;
    }
    int at = lineEnd;
    while (at < text.length && text[at] != '<' && text[at] != '>') {
      at++;
    }
    return at < text.length && text[at] == '>' ? at : NOWHERE;
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
    return isBeforeTemplateTag(text) || isQuotedInBraces(text);
  }

  private boolean isBeforeTemplateTag(byte[] text) {
    return Ascii.startsWith(text, wordEnd, text.length, TEMPLATE_TAG)
        || (wordEnd + 1 < text.length
            && text[wordEnd] == '<'
            && TEMPLATE_MARKS.indexOf(text[wordEnd + 1]) >= 0);
  }

  private boolean isQuotedInBraces(byte[] text) {
    int brace = Ascii.find(text, start, wordEnd, '{');
    return brace < wordEnd
        && Ascii.find(text, brace, wordEnd, '}') == wordEnd
        && wordEnd < text.length
        && DELIMITERS.indexOf(text[wordEnd]) >= 0;
  }
}
