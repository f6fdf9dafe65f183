package io.clickward.rewrite;

import java.util.Set;

/**
 * A tokenizer for HTML (WHATWG HTML section 13.2.5) that tells where things stand and builds
 * nothing. It reads bytes of any charset that agrees with ASCII about the characters of markup, and
 * goes over each byte at most twice.
 *
 * <p>Two things differ from a browser: the content of a conditional comment {@code <!--[if ...]>}
 * is read as markup, because Outlook does so; and CDATA is a bogus comment everywhere, because
 * there is no tree to ask whether this is foreign content.
 */
final class HtmlScanner {
  /** What is told, in document order. Positions are offsets into the scanned bytes. */
  interface Listener {
    /** Text outside of tags, comments and raw text elements; a run may come in pieces. */
    void text(int start, int end);

    /** A start tag begins; answers whether its attributes are wanted. */
    boolean startTag(int nameStart, int nameEnd);

    /** An attribute of that tag; the value is without its quotes. */
    void attribute(int nameStart, int nameEnd, int valueStart, int valueEnd);

    /** The start tag is complete. One that the document's end cuts off never is. */
    void startTagEnds(int start, int end);

    void endTag(int start, int nameStart, int nameEnd);

    /** A conditional comment's content begins or ends. */
    void conditional(boolean begins);

    /** The document ended inside of something that is never closed. */
    void unfinished();
  }

  private static final Set<String> RAW_TEXT =
      Set.of("style", "title", "textarea", "xmp", "iframe", "noembed", "noframes");
  private static final int RAW_TEXT_NAME_MAX = "plaintext".length();

  private static final int NOTHING = -1;

  private final byte[] bytes;
  private final Listener listener;
  private final ForeignContent foreign;
  private int at;
  private int end;
  private boolean inConditional;

  /** Whether the tag that was read last ends in a slash. */
  private boolean slash;

  private HtmlScanner(byte[] bytes, Listener listener) {
    this.bytes = bytes;
    this.end = bytes.length;
    this.listener = listener;
    this.foreign = new ForeignContent(bytes);
  }

  static void scan(byte[] html, Listener listener) {
    new HtmlScanner(html, listener).data();
  }

  private void data() {
    while (at < end) {
      int start = at;
      at = Ascii.find(bytes, at, end, '<');
      if (at > start) {
        listener.text(start, at);
      }
      if (at < end) {
        markup();
      }
    }
  }

  private void markup() {
    int next = byteAt(at + 1);
    if (Ascii.isLetter(next)) {
      startTag();
    } else if (next == '/') {
      endTagOrComment();
    } else if (next == '!') {
      declaration();
    } else if (next == '?') {
      bogusComment();
    } else {
      listener.text(at, at + 1);
      at++;
    }
  }

  /** The byte at a position, or {@link #NOTHING} beyond the end. */
  private int byteAt(int position) {
    return position < end ? bytes[position] & 0xFF : NOTHING;
  }

  private void startTag() {
    int start = at;
    int nameEnd = nameEnd(start + 1);
    boolean wanted = listener.startTag(start + 1, nameEnd);
    at = nameEnd;
    if (!attributes(wanted)) {
      unfinished();
      return;
    }
    listener.startTagEnds(start, at);
    // Outlook, for which conditional comments are, knows no foreign content.
    boolean whole = !inConditional && foreign.startTag(start + 1, nameEnd, slash);
    if (!whole) {
      rawTextOf(start, nameEnd);
    }
  }

  private void endTagOrComment() {
    int start = at;
    int next = byteAt(at + 2);
    if (next == NOTHING) {
      unfinished();
    } else if (next == '>') {
      at += 3;
    } else if (Ascii.isLetter(next)) {
      int nameEnd = nameEnd(start + 2);
      at = nameEnd;
      if (attributes(false)) {
        endTag(start, nameEnd);
      } else {
        unfinished();
      }
    } else {
      bogusComment();
    }
  }

  private void endTag(int start, int nameEnd) {
    if (!inConditional) {
      foreign.endTag(start + 2, nameEnd);
    }
    listener.endTag(start, start + 2, nameEnd);
  }

  private int nameEnd(int from) {
    int i = from;
    while (i < end && !Ascii.isSpace(bytes[i]) && bytes[i] != '/' && bytes[i] != '>') {
      i++;
    }
    return i;
  }

  /** Reads up to and including the tag's {@code >}; false when the document ends before it. */
  private boolean attributes(boolean wanted) {
    slash = false;
    while (at < end) {
      int b = bytes[at];
      if (b == '>') {
        at++;
        return true;
      }
      slash = b == '/';
      if (Ascii.isSpace(b) || slash) {
        at++;
      } else {
        attribute(wanted);
      }
    }
    return false;
  }

  private void attribute(boolean wanted) {
    int nameStart = at++; // whatever comes first belongs to the name, even an equals sign
    while (at < end && !endsAttributeName(bytes[at])) {
      at++;
    }
    int nameEnd = at;
    skipSpace();
    if (byteAt(at) != '=') {
      tell(wanted, nameStart, nameEnd, nameEnd, nameEnd);
      return;
    }
    at++;
    skipSpace();
    int quote = byteAt(at);
    int valueStart = quote == '"' || quote == '\'' ? at + 1 : at;
    int valueEnd = quote == '"' || quote == '\'' ? quotedEnd(quote) : unquotedEnd();
    tell(wanted, nameStart, nameEnd, valueStart, valueEnd);
  }

  private void tell(boolean wanted, int nameStart, int nameEnd, int valueStart, int valueEnd) {
    if (wanted && at < end) {
      listener.attribute(nameStart, nameEnd, valueStart, valueEnd);
    }
  }

  private static boolean endsAttributeName(int b) {
    return Ascii.isSpace(b) || b == '/' || b == '>' || b == '=';
  }

  private void skipSpace() {
    while (at < end && Ascii.isSpace(bytes[at])) {
      at++;
    }
  }

  private int quotedEnd(int quote) {
    int close = Ascii.find(bytes, at + 1, end, quote);
    at = Math.min(close + 1, end);
    return close;
  }

  private int unquotedEnd() {
    while (at < end && !Ascii.isSpace(bytes[at]) && bytes[at] != '>') {
      at++;
    }
    return at;
  }

  /** Skips the content of an element in which tags are text. */
  private void rawTextOf(int tagStart, int nameEnd) {
    if (nameEnd - tagStart - 1 > RAW_TEXT_NAME_MAX) {
      return;
    }
    switch (bytes[tagStart + 1] | 0x20) {
      case 's', 't', 'x', 'i', 'n', 'p' -> rawTextOf(Ascii.lowerCase(bytes, tagStart + 1, nameEnd));
      default -> {}
    }
  }

  private void rawTextOf(String name) {
    int start = at;
    if (name.equals("script")) {
      at = ScriptText.end(bytes, at, end);
    } else if (name.equals("plaintext")) {
      at = end;
    } else if (RAW_TEXT.contains(name)) {
      at = rawTextEnd(name);
    } else {
      return;
    }
    if (foreign.isOpen() && Ascii.find(bytes, start, at, '<') < at) {
      foreign.doubt(); // there, it would be markup
    }
    if (at == end) {
      unfinished();
    }
  }

  private int rawTextEnd(String name) {
    int i = Ascii.find(bytes, at, end, '<');
    while (i < end && !isEndTag(bytes, i, end, name)) {
      i = Ascii.find(bytes, i + 1, end, '<');
    }
    return i;
  }

  /** Whether an end tag of that name, followed by something that ends a name, starts here. */
  static boolean isEndTag(byte[] bytes, int from, int end, String name) {
    int after = from + 2 + name.length();
    return after < end
        && bytes[from] == '<'
        && bytes[from + 1] == '/'
        && endsTagName(bytes[after])
        && Ascii.startsWith(bytes, from + 2, end, name);
  }

  static boolean endsTagName(int b) {
    return Ascii.isSpace(b) || b == '/' || b == '>';
  }

  private void declaration() {
    if (byteAt(at + 2) == '-' && byteAt(at + 3) == '-') {
      comment();
    } else {
      foreign.doubt(); // there, CDATA is text up to "]]>"
      bogusComment();
    }
  }

  /**
   * A doctype, {@code <![if !mso]>}, {@code <?xml?>} and the like: all end at the first {@code >}.
   */
  private void bogusComment() {
    int close = Ascii.find(bytes, at, end, '>');
    at = Math.min(close + 1, end);
    if (close == end) {
      unfinished();
    }
  }

  private void comment() {
    int content = at + 4;
    if (byteAt(at + 4) == '>') {
      at = content + 1;
    } else if (byteAt(at + 4) == '-' && byteAt(at + 5) == '>') {
      at = content + 2;
    } else {
      commentWithContent(content);
    }
  }

  private void commentWithContent(int content) {
    int close = commentClose(content);
    if (close == end) {
      unfinished();
      return;
    }
    at = close + commentCloseLength(close);
    conditional(content, close);
  }

  /** Position of the comment's {@code -->} or {@code --!>}, or {@code end}. */
  private int commentClose(int content) {
    int i = Ascii.find(bytes, content, end, '-');
    while (i < end && commentCloseLength(i) == 0) {
      i = Ascii.find(bytes, i + 1, end, '-');
    }
    return i;
  }

  private int commentCloseLength(int from) {
    if (byteAt(from + 1) != '-') {
      return 0;
    }
    if (byteAt(from + 2) == '>') {
      return 3;
    }
    return byteAt(from + 2) == '!' && byteAt(from + 3) == '>' ? 4 : 0;
  }

  private void conditional(int content, int close) {
    if (inConditional || !Ascii.startsWith(bytes, content, close, "[if")) {
      return;
    }
    int condition = Ascii.find(bytes, content, close, "]>");
    if (condition < close) {
      scanInside(condition + 2, close);
    }
  }

  private void scanInside(int from, int to) {
    int outerAt = at;
    int outerEnd = end;
    inConditional = true;
    listener.conditional(true);
    at = from;
    end = to;
    data();
    listener.conditional(false);
    inConditional = false;
    at = outerAt;
    end = outerEnd;
  }

  private void unfinished() {
    at = end;
    if (!inConditional) {
      listener.unfinished();
    }
  }
}
