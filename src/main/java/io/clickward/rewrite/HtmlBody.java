package io.clickward.rewrite;

import io.clickward.rewrite.Verdict.Leave;
import io.clickward.rewrite.Verdict.Track;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the links of one HTML body, and lets {@link PixelSpots} look on. */
final class HtmlBody implements HtmlScanner.Listener {
  /** A mail with more tracked links goes through untouched. */
  static final int LINKS_MAX = 10_000;

  /** Longer texts of an anchor are no URL. */
  private static final int VISIBLE_URL_BYTES_MAX = 2048;

  private final byte[] html;
  private final HtmlCharset charset;
  private final TargetRules rules;
  private final Tally tally;
  private final PixelSpots spots;
  private final List<Link> links = new ArrayList<>();

  /** Those of the links that are not tracked, which only the end shows. */
  private final IdentityHashMap<Link, LinkReason> left = new IdentityHashMap<>();

  private final Set<Link> showsUrl = Collections.newSetFromMap(new IdentityHashMap<>());

  private @Nullable TagAttributes tag;
  private Tag kind = Tag.OTHER;
  private boolean conditional;
  private @Nullable Link openAnchor;
  private final StringBuilder anchorText = new StringBuilder();

  /** The tags whose attributes are wanted. */
  private enum Tag {
    ANCHOR,
    LINK,
    IMAGE,
    OTHER
  }

  private HtmlBody(byte[] html, BodyCharset charset, TargetRules rules, Tally tally) {
    this.html = html;
    this.charset = new HtmlCharset(html, charset);
    this.rules = rules;
    this.tally = tally;
    this.spots = new PixelSpots(html);
  }

  static HtmlBody read(byte[] html, BodyCharset charset, TargetRules rules, Tally tally) {
    HtmlBody body = new HtmlBody(html, charset, rules, tally);
    HtmlScanner.scan(html, body);
    body.closeAnchor();
    body.settle();
    return body;
  }

  PixelSpots spots() {
    return spots;
  }

  /** The links to be tracked, in document order. */
  List<Link> links() {
    return links;
  }

  /** An anchor's text is known only behind the anchor, so these questions come last. */
  private void settle() {
    if (rules.options().skipVisibleUrls()) {
      showsUrl.forEach(link -> leave(link, LinkReason.VISIBLE_URL));
    } else {
      showsUrl.forEach(_ -> tally.visibleUrl());
    }
    if (!left.isEmpty()) {
      leaveCopies();
      links.removeIf(left::containsKey);
    }
  }

  /** What the author wants of a link holds for its copy for Outlook. */
  private void leaveCopies() {
    int[] originals = Numbering.partners(links);
    for (int i = 0; i < originals.length; i++) {
      LinkReason reason = originals[i] == Numbering.NONE ? null : left.get(links.get(originals[i]));
      if (reason != null) {
        leave(links.get(i), reason);
      }
    }
  }

  private void leave(Link link, LinkReason reason) {
    tally.leave(reason);
    left.put(link, reason);
  }

  @Override
  public boolean startTag(int nameStart, int nameEnd) {
    kind = kindOf(nameStart, nameEnd);
    tag = kind == Tag.OTHER ? null : new TagAttributes(html, charset);
    return tag != null;
  }

  private Tag kindOf(int start, int end) {
    return switch (html[start] | 0x20) {
      case 'a' -> anchorOrArea(start, end);
      case 'v' -> end - start > 2 && html[start + 1] == ':' ? Tag.LINK : Tag.OTHER;
      case 'i' -> Ascii.is(html, start, end, "img") ? Tag.IMAGE : Tag.OTHER;
      default -> Tag.OTHER;
    };
  }

  private Tag anchorOrArea(int start, int end) {
    if (end - start == 1) {
      return Tag.ANCHOR;
    }
    return Ascii.is(html, start, end, "area") ? Tag.LINK : Tag.OTHER;
  }

  @Override
  public void attribute(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    if (tag != null) {
      tag.add(nameStart, nameEnd, new Span(valueStart, valueEnd));
    }
  }

  @Override
  public void startTagEnds(int start, int end) {
    spots.startTag(start, end);
    if (tag == null) {
      return;
    }
    switch (kind) {
      case ANCHOR -> anchor(tag);
      case LINK -> link(tag);
      case IMAGE -> image(tag);
      case OTHER -> {}
    }
    tag = null;
  }

  private void anchor(TagAttributes anchor) {
    int before = links.size();
    link(anchor);
    if (!conditional) {
      closeAnchor();
      boolean tracked = links.size() > before && !left.containsKey(links.getLast());
      openAnchor = tracked ? links.getLast() : null;
    }
  }

  private void link(TagAttributes element) {
    Optional<Span> href = element.span("href");
    if (href.isPresent()) {
      tally.see();
      switch (judge(element)) {
        case Leave(LinkReason reason) -> leave(element, href.get(), reason);
        case Track(String target) -> track(element, href.get(), target);
      }
    }
  }

  private void leave(TagAttributes element, Span value, LinkReason reason) {
    if (reason == LinkReason.OPT_OUT && !conditional) {
      String target = element.value("href").map(HttpTarget::clean).orElseThrow();
      Link link = Link.plain(value, target);
      links.add(link);
      leave(link, reason);
    } else {
      tally.leave(reason);
    }
  }

  private Verdict judge(TagAttributes element) {
    Optional<String> target = element.value("href").map(HttpTarget::clean);
    return target.isEmpty()
        ? new Leave(LinkReason.UNDECODABLE)
        : rules.judge(target.get(), element.optOut());
  }

  private void track(TagAttributes element, Span value, String target) {
    if (links.size() - left.size() <= LINKS_MAX) {
      String name = LinkLabels.name(element);
      links.add(new Link(value, target, conditional, name, LinkLabels.tags(element)));
    }
  }

  private void image(TagAttributes image) {
    if (!conditional && image.is("width", "1") && image.is("height", "1")) {
      boolean ours = image.value("src").map(HttpTarget::clean).filter(rules::isTracked).isPresent();
      spots.image(ours);
    }
  }

  @Override
  public void text(int start, int end) {
    if (openAnchor != null && !conditional && anchorText.length() <= VISIBLE_URL_BYTES_MAX) {
      int limit = Math.min(end, start + VISIBLE_URL_BYTES_MAX);
      anchorText.append(Ascii.text(html, start, limit));
    }
    spots.text(start, end);
  }

  @Override
  public void endTag(int start, int nameStart, int nameEnd) {
    if (nameEnd - nameStart == 1 && (html[nameStart] | 0x20) == 'a' && !conditional) {
      closeAnchor();
    }
    spots.endTag(start, nameStart, nameEnd);
  }

  private void closeAnchor() {
    if (openAnchor != null && isUrl(anchorText.toString().strip())) {
      showsUrl.add(openAnchor);
    }
    openAnchor = null;
    anchorText.setLength(0);
  }

  private static boolean isUrl(String text) {
    boolean starts = HttpTarget.host(text).isPresent() || Ascii.startsWith(text, "www.");
    return starts && text.chars().noneMatch(Ascii::isSpace);
  }

  @Override
  public void conditional(boolean begins) {
    conditional = begins;
    spots.conditional(begins);
  }

  @Override
  public void unfinished() {
    spots.unfinished();
  }
}
