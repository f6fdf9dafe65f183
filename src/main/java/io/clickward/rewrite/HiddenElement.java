package io.clickward.rewrite;

import java.util.Set;

/**
 * The outermost element that is not shown, up to its own end tag: elements of other names open and
 * close within it as they like, those of its name are counted.
 */
final class HiddenElement {
  /** Elements without content, and so without an end tag (WHATWG HTML section 13.1.2). */
  private static final Set<String> VOID =
      Set.of(
          "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
          "source", "track", "wbr");

  private static final String PARAGRAPH = "p";

  private final byte[] html;
  private String name = "";
  private int depth;

  HiddenElement(byte[] html) {
    this.html = html;
  }

  boolean isOpen() {
    return depth > 0;
  }

  /**
   * A start tag.
   *
   * @param block whether it ends a paragraph that is open (WHATWG HTML section 13.2.6.4.7)
   */
  void startTag(int start, int end, int nameEnd, boolean block) {
    if (isOpen() && block && name.equals(PARAGRAPH)) {
      depth = 0;
    }
    if (isOpen()) {
      depth += Ascii.is(html, start + 1, nameEnd, name) ? 1 : 0;
    } else if (isHidden(nameEnd, end)) {
      name = Ascii.lowerCase(html, start + 1, nameEnd);
      depth = VOID.contains(name) ? 0 : 1;
    }
  }

  private boolean isHidden(int start, int end) {
    return Ascii.find(html, start, end, "display:none") < end
        || Ascii.find(html, start, end, "display: none") < end;
  }

  void endTag(int nameStart, int nameEnd) {
    if (isOpen() && Ascii.is(html, nameStart, nameEnd, name)) {
      depth--;
    }
  }
}
