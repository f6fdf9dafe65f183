package io.clickward.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where in an HTML body the pixel may go. Never right behind {@code <body>}: mail programs show a
 * mail's first text as its preview, and an image there would spoil it.
 */
final class PixelSpots {
  /** What an author writes where the pixel is to stand. */
  private static final List<String> PLACEHOLDERS =
      List.of("{{clickward:open}}", "{{ses:opentracker}}");

  private static final Set<String> BLOCKS =
      Set.of("p", "div", "td", "th", "li", "h1", "h2", "h3", "h4", "h5", "h6", "center");

  /** What fills the cells of spacers and hidden previews, and shows nothing. */
  private static final List<String> BLANKS =
      List.of(
          "&nbsp;",
          "&#160;",
          "&#xa0;",
          "&zwnj;",
          "&#8204;",
          "&#x200c;",
          "&#8203;",
          "&#x200b;",
          "&#847;",
          "&shy;",
          "&#173;");

  private static final int NONE = -1;

  private final byte[] html;
  private final HiddenElement hidden;
  private final List<Span> placeholders = new ArrayList<>();
  private boolean present;
  private int bodyEnd = NONE;
  private int htmlEnd = NONE;
  private boolean unfinished;
  private int firstBlockEnd = NONE;
  private boolean textSeen;
  private boolean conditional;

  PixelSpots(byte[] html) {
    this.html = html;
    this.hidden = new HiddenElement(html);
  }

  void startTag(int start, int end) {
    if (!conditional && firstBlockEnd == NONE) {
      int nameEnd = nameEnd(start + 1);
      hidden.startTag(start, end, nameEnd, isBlock(start + 1, nameEnd));
    }
  }

  /** The tag is complete: something ends its name. */
  private int nameEnd(int start) {
    int at = start;
    while (!HtmlScanner.endsTagName(html[at])) {
      at++;
    }
    return at;
  }

  void image(boolean ours) {
    present |= ours;
  }

  void text(int start, int end) {
    if (conditional) {
      return;
    }
    textSeen = textSeen || (!hidden.isOpen() && !isBlank(start, end));
    int brace = Ascii.find(html, start, end, '{');
    while (brace < end) {
      addPlaceholder(brace, end);
      brace = Ascii.find(html, brace + 1, end, '{');
    }
  }

  private boolean isBlank(int start, int end) {
    int i = spaceEnd(start, end);
    int behind = noBreakSpaceEnd(i, end);
    while (behind > i) {
      i = spaceEnd(behind, end);
      behind = noBreakSpaceEnd(i, end);
    }
    return i == end;
  }

  private int spaceEnd(int start, int end) {
    int i = start;
    while (i < end && Ascii.isSpace(html[i])) {
      i++;
    }
    return i;
  }

  /** Behind the no-break space or the like at a position, or that position when there is none. */
  private int noBreakSpaceEnd(int at, int end) {
    if (at == end) {
      return at;
    }
    return switch (html[at]) {
      case '&' -> referenceEnd(at, end);
      case (byte) 0xC2 -> at + 1 < end && html[at + 1] == (byte) 0xA0 ? at + 2 : at;
      default -> at;
    };
  }

  private int referenceEnd(int at, int end) {
    for (String blank : BLANKS) {
      if (Ascii.startsWith(html, at, end, blank)) {
        return at + blank.length();
      }
    }
    return at;
  }

  private void addPlaceholder(int at, int end) {
    for (String word : PLACEHOLDERS) {
      if (Ascii.startsWith(html, at, end, word)) {
        placeholders.add(new Span(at, at + word.length()));
      }
    }
  }

  void endTag(int start, int nameStart, int nameEnd) {
    if (conditional) {
      return;
    }
    boolean shown = !hidden.isOpen();
    hidden.endTag(nameStart, nameEnd);
    if (Ascii.is(html, nameStart, nameEnd, "body")) {
      bodyEnd = start;
    } else if (Ascii.is(html, nameStart, nameEnd, "html")) {
      htmlEnd = start;
    } else if (textSeen && shown && firstBlockEnd == NONE && isBlock(nameStart, nameEnd)) {
      firstBlockEnd = start;
    }
  }

  private boolean isBlock(int nameStart, int nameEnd) {
    return nameEnd - nameStart <= "center".length()
        && BLOCKS.contains(Ascii.lowerCase(html, nameStart, nameEnd));
  }

  void conditional(boolean begins) {
    conditional = begins;
  }

  void unfinished() {
    unfinished = true;
  }

  /** Whether the body has a pixel of ours already. */
  boolean present() {
    return present;
  }

  /** The author's placeholders. */
  List<Span> placeholders() {
    return placeholders;
  }

  /**
   * Before the last {@code </body>}, else the last {@code </html>}, else at the end; nowhere when
   * something is open there that would swallow it.
   */
  Optional<Span> atEnd() {
    if (bodyEnd != NONE || htmlEnd != NONE) {
      return spot(bodyEnd != NONE ? bodyEnd : htmlEnd);
    }
    return unfinished ? Optional.empty() : spot(end());
  }

  /** Behind the first block of text, for a body whose end is not shown. */
  Optional<Span> afterFirstText() {
    return firstBlockEnd == NONE ? atEnd() : spot(firstBlockEnd);
  }

  private static Optional<Span> spot(int at) {
    return Optional.of(new Span(at, at));
  }

  /** Before the last line breaks. */
  private int end() {
    int end = html.length;
    while (end > 0 && Ascii.isSpace(html[end - 1])) {
      end--;
    }
    return end;
  }
}
