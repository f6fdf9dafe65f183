package io.clickward.rewrite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * The open elements of inline SVG or MathML, where a tag that ends in {@code />} is a whole element
 * (WHATWG HTML section 13.2.6.5) and {@code <title/>} has no text behind it. In HTML the slash
 * means nothing.
 *
 * <p>This is no tree: what only a tree could tell counts as HTML again, up to the next svg or math
 * tag. So the bytes behind such a tag are read as markup only where every browser does.
 */
final class ForeignContent {
  private static final Set<String> ROOTS = Set.of("svg", "math");

  /** What follows it is its text to some readers, jsoup among them. */
  private static final String SCRIPT = "script";

  /** Start tags that end all foreign content; font does with some attributes. */
  private static final Set<String> HTML_ONLY =
      Set.of(
          "b",
          "big",
          "blockquote",
          "body",
          "br",
          "center",
          "code",
          "dd",
          "div",
          "dl",
          "dt",
          "em",
          "embed",
          "font",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "head",
          "hr",
          "i",
          "img",
          "li",
          "listing",
          "menu",
          "meta",
          "nobr",
          "ol",
          "p",
          "pre",
          "ruby",
          "s",
          "small",
          "span",
          "strong",
          "strike",
          "sub",
          "sup",
          "table",
          "tt",
          "u",
          "ul",
          "var");

  /** Elements within which tags are HTML (WHATWG HTML section 13.2.6), of either language. */
  private static final Set<String> HTML_INSIDE =
      Set.of("foreignobject", "desc", "title", "mi", "mo", "mn", "ms", "mtext", "annotation-xml");

  /** Deeper drawings are not drawn by hand; a stranger's are not followed. */
  private static final int DEPTH_MAX = 100;

  private final byte[] html;

  /** Their names in lower case, the innermost first. */
  private final Deque<String> open = new ArrayDeque<>();

  ForeignContent(byte[] html) {
    this.html = html;
  }

  boolean isOpen() {
    return !open.isEmpty();
  }

  /** There is something that only a tree could tell. */
  void doubt() {
    open.clear();
  }

  /** A start tag; answers whether it is a whole element because it ends in a slash. */
  boolean startTag(int nameStart, int nameEnd, boolean slash) {
    if (!isOpen() && !isRoot(nameStart, nameEnd)) {
      return false;
    }
    String name = Ascii.lowerCase(html, nameStart, nameEnd);
    if (isOpen() && (HTML_INSIDE.contains(open.element()) || HTML_ONLY.contains(name))) {
      doubt();
      return false;
    }
    if (!slash) {
      push(name);
    }
    return slash && !name.equals(SCRIPT);
  }

  private boolean isRoot(int nameStart, int nameEnd) {
    int first = html[nameStart] | 0x20;
    return (first == 's' || first == 'm')
        && nameEnd - nameStart <= "math".length()
        && ROOTS.contains(Ascii.lowerCase(html, nameStart, nameEnd));
  }

  private void push(String name) {
    if (open.size() == DEPTH_MAX) {
      doubt();
    } else {
      open.push(name);
    }
  }

  /** An end tag: of an open element, or of HTML around all of them, which may end them. */
  void endTag(int nameStart, int nameEnd) {
    if (isOpen()) {
      String name = Ascii.lowerCase(html, nameStart, nameEnd);
      while (isOpen() && !open.pop().equals(name)) {
        // what is open within an element ends with it
      }
    }
  }
}
