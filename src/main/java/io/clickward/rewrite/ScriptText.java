package io.clickward.rewrite;

/**
 * Finds where the text of a script element ends. Inside {@code <!-- <script> ... -->} an end tag
 * closes the inner script only (WHATWG HTML sections 13.2.5.20 to 13.2.5.31).
 */
final class ScriptText {
  private static final String NAME = "script";

  private ScriptText() {}

  /** Position of the end tag that closes the element, or {@code end}. */
  static int end(byte[] bytes, int from, int end) {
    boolean escaped = false;
    boolean doubleEscaped = false;
    for (int i = from; i < end; i++) {
      if (bytes[i] == '-' && escaped && closesComment(bytes, i, end)) {
        escaped = false;
        doubleEscaped = false;
      } else if (bytes[i] == '<') {
        if (HtmlScanner.isEndTag(bytes, i, end, NAME)) {
          if (!doubleEscaped) {
            return i;
          }
          doubleEscaped = false;
        } else if (Ascii.startsWith(bytes, i, end, "<!--")) {
          escaped = true;
          i += 1; // the two hyphens may already belong to the closing "-->"
        } else if (escaped && isStartTag(bytes, i, end)) {
          doubleEscaped = true;
        }
      }
    }
    return end;
  }

  private static boolean closesComment(byte[] bytes, int from, int end) {
    return Ascii.startsWith(bytes, from, end, "-->");
  }

  private static boolean isStartTag(byte[] bytes, int from, int end) {
    int after = from + 1 + NAME.length();
    return after < end
        && HtmlScanner.endsTagName(bytes[after])
        && Ascii.startsWith(bytes, from + 1, end, NAME);
  }
}
