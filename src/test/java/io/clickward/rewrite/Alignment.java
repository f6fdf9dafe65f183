package io.clickward.rewrite;

import io.clickward.rewrite.HtmlOracle.Target;
import io.clickward.rewrite.Judgement.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document laid beside its rewritten form: which targets have a link now, and where the pixel
 * stands. Fails when the two differ anywhere else.
 */
record Alignment(List<Link> links, List<Target> left, String withoutPixel, int pixels) {
  private static final Pattern PLACE =
      Pattern.compile("\\{\\{(?:clickward:open|ses:openTracker)}}", Pattern.CASE_INSENSITIVE);

  /** A target and the URL that stands there now. */
  record Link(Target target, String url) {}

  static Alignment of(Document document) {
    String after = document.after();
    // A mail that was rewritten before has its pixel already.
    boolean added = count(after) > count(document.before());
    String withoutPixel = added ? withoutPixel(document) : after;
    return walk(document.before(), withoutPixel, added ? 1 : 0);
  }

  private static long count(String html) {
    return RecordedLinks.PIXEL.matcher(html).results().count();
  }

  private static String withoutPixel(Document document) {
    String instead = Matcher.quoteReplacement(placeholder(document));
    return RecordedLinks.PIXEL.matcher(document.after()).replaceFirst(instead);
  }

  /** What the author wrote where the pixel is now, or nothing. */
  static String placeholder(Document document) {
    List<String> before = places(document.before());
    Matcher pixel = RecordedLinks.PIXEL.matcher(document.after());
    boolean replaced = places(document.after()).size() < before.size() && pixel.find();
    return replaced ? before.get(places(document.after().substring(0, pixel.start())).size()) : "";
  }

  private static List<String> places(String html) {
    return PLACE.matcher(html).results().map(MatchResult::group).toList();
  }

  private static Alignment walk(String before, String after, int pixels) {
    List<Link> links = new ArrayList<>();
    List<Target> left = new ArrayList<>();
    int from = 0;
    int to = 0;
    for (Target target : HtmlOracle.targets(before)) {
      to = same(before, from, target.start(), after, to);
      Matcher url = RecordedLinks.CLICK.matcher(after).region(to, after.length());
      if (url.lookingAt()) {
        links.add(new Link(target, url.group()));
        to = url.end();
      } else {
        left.add(target);
        to = same(before, target.start(), target.end(), after, to);
      }
      from = target.end();
    }
    to = same(before, from, before.length(), after, to);
    if (to != after.length()) {
      throw new AssertionError("text was added at the end: " + after.substring(to));
    }
    return new Alignment(links, left, after, pixels);
  }

  /** Fails unless {@code before[from, until)} stands in {@code after} at {@code at}. */
  private static int same(String before, int from, int until, String after, int at) {
    int length = until - from;
    if (!before.regionMatches(from, after, at, length)) {
      int i = 0;
      while (at + i < after.length() && before.charAt(from + i) == after.charAt(at + i)) {
        i++;
      }
      throw new AssertionError(
          "something other than a link target or the pixel changed at offset %d%nbefore: %s%nafter: %s"
              .formatted(from + i, excerpt(before, from + i), excerpt(after, at + i)));
    }
    return at + length;
  }

  private static String excerpt(String text, int at) {
    return text.substring(Math.max(0, at - 40), Math.min(text.length(), at + 80));
  }

  /** The cleaned raw value behind each URL; fails when one URL stands for two of them. */
  Map<String, String> values() {
    Map<String, String> values = new TreeMap<>();
    for (Link link : links) {
      String value = ExpectedLinks.clean(HtmlOracle.unescape(link.target.raw()));
      String other = values.putIfAbsent(link.url, value);
      if (other != null && !other.equals(value)) {
        throw new AssertionError(link.url + " stands for " + other + " and for " + value);
      }
    }
    return values;
  }

  /** The rewritten document with every link taken back. */
  String undone() {
    StringBuilder undone = new StringBuilder();
    Matcher url = RecordedLinks.CLICK.matcher(withoutPixel);
    for (Link link : links) {
      if (!url.find()) {
        throw new AssertionError("fewer links than targets that have one");
      }
      url.appendReplacement(undone, Matcher.quoteReplacement(link.target.raw()));
    }
    return url.appendTail(undone).toString();
  }
}
