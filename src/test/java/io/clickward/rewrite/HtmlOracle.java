package io.clickward.rewrite;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.Range;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeVisitor;

/** What jsoup, a parser that builds trees and knows nothing of ours, sees in a document. */
final class HtmlOracle {
  /** {@code [if ...]> content <![endif]}: a comment to all but Outlook. */
  private static final Pattern CONDITIONAL =
      Pattern.compile("^\\[if.*?]>(.*?)(<!\\[endif])?$", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private static final Pattern CHARSET = Pattern.compile("(?i)charset\\s*=\\s*[\"']?([^\\s;\"']+)");

  private static final Set<String> TEXT_ONLY = Set.of("title", "style");

  private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

  private HtmlOracle() {}

  /**
   * A link target.
   *
   * @param start where its raw value begins
   * @param end where its raw value ends
   * @param raw the value as it is written, one character a byte
   * @param attributes the tag's attributes by lower-case name
   * @param conditional whether it stands in a conditional comment
   */
  record Target(
      int start, int end, String raw, Map<String, String> attributes, boolean conditional) {}

  /** The targets of a, area and VML elements in the order in which they stand in the source. */
  static List<Target> targets(String html) {
    List<Target> targets = new ArrayList<>();
    collect(html, 0, html.length(), false, targets);
    targets.sort((a, b) -> Integer.compare(a.start, b.start));
    return targets;
  }

  private static void collect(
      String html, int from, int to, boolean conditional, List<Target> targets) {
    Document document =
        Jsoup.parse(html.substring(from, to), "", Parser.htmlParser().setTrackPosition(true));
    Set<Integer> seen = new HashSet<>();
    document.traverse(
        (node, _) -> {
          if (node instanceof Element element && isLink(element)) {
            Target target = target(html, from, element, conditional);
            // Misnested markup makes the parser clone elements: they share their place.
            if (seen.add(target.start)) {
              targets.add(target);
            }
          } else if (node instanceof Comment comment && !conditional) {
            collectConditional(html, comment, targets);
          }
        });
  }

  private static void collectConditional(String html, Comment comment, List<Target> targets) {
    Matcher matcher = CONDITIONAL.matcher(comment.getData());
    int data = comment.sourceRange().startPos() + "<!--".length();
    // Where a comment is never closed, readers disagree on how far it goes: hands off.
    boolean closed = html.regionMatches(data + comment.getData().length(), "--", 0, 2);
    if (matcher.matches() && closed) {
      collect(html, data + matcher.start(1), data + matcher.end(1), true, targets);
    }
  }

  /** The charset that a document names in a tag, marked as such; an empty text for none. */
  static String charset(String html) {
    return Jsoup.parse(html).select("meta[charset], meta[http-equiv=content-type]").stream()
        .map(HtmlOracle::label)
        .filter(label -> label.matches("[A-Za-z0-9_:.-]+") && Charset.isSupported(label))
        .findFirst()
        .filter(HtmlOracle::isSuperset)
        .map(label -> ExpectedLinks.BY_DOCUMENT + label)
        .orElse("");
  }

  private static String label(Element meta) {
    if (meta.hasAttr("charset")) {
      return meta.attr("charset").strip();
    }
    Matcher named = CHARSET.matcher(meta.attr("content"));
    return named.find() ? named.group(1) : "";
  }

  private static boolean isSuperset(String label) {
    return !label.matches("(?i)utf-?(7|16|32).*|iso-2022.*");
  }

  static boolean isLink(Element element) {
    String name = element.normalName();
    boolean kind = name.equals("a") || name.equals("area") || name.startsWith("v:");
    return kind && element.hasAttr("href") && !isText(element);
  }

  /**
   * Whether what stands here is text to a tokenizer. Only within svg does a tree builder find
   * elements in a title or a style; no mail program shows svg.
   */
  private static boolean isText(Element element) {
    return element.parents().stream().anyMatch(p -> TEXT_ONLY.contains(p.normalName()));
  }

  private static Target target(String html, int offset, Element element, boolean conditional) {
    Range range = element.attribute("href").sourceRange().valueRange();
    int start = offset + range.startPos();
    int end = offset + range.endPos();
    return new Target(start, end, html.substring(start, end), attributes(element), conditional);
  }

  private static Map<String, String> attributes(Element element) {
    Map<String, String> attributes = new TreeMap<>();
    for (Attribute attribute : element.attributes()) {
      attributes.put(attribute.getKey(), attribute.getValue());
    }
    return attributes;
  }

  /**
   * An attribute's value with its character references resolved. jsoup lets the number of a lone
   * surrogate stand, where WHATWG HTML section 13.2.5.80 wants a replacement character.
   */
  static String unescape(String raw) {
    return withoutLoneSurrogates(Parser.unescapeEntities(raw, true));
  }

  private static String withoutLoneSurrogates(String value) {
    return LONE_SURROGATE.matcher(value).replaceAll("\uFFFD");
  }

  /**
   * The document's tree, a line a node: elements with their attributes, text, comments, in the
   * order of the tree. Neighbouring texts are one. Two documents with the same outline are the same
   * to whoever shows them.
   */
  static List<String> outline(Document document, LinkName name) {
    List<String> lines = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    document.traverse(
        new NodeVisitor() {
          @Override
          public void head(Node node, int depth) {
            if (node instanceof TextNode t) {
              text.append(t.getWholeText());
            } else {
              flush();
              lines.add(depth + " " + line(node, name));
            }
          }

          @Override
          public void tail(Node node, int depth) {
            if (!(node instanceof TextNode)) {
              flush();
            }
          }

          private void flush() {
            if (!text.isEmpty()) {
              lines.add("text " + text);
              text.setLength(0);
            }
          }
        });
    return lines;
  }

  /** How an outline names a link target. */
  interface LinkName {
    String of(String target);
  }

  private static String line(Node node, LinkName name) {
    return switch (node) {
      case Element element -> element(element, name);
      case Comment comment -> comment(comment, name);
      default -> node.nodeName() + " " + node.outerHtml();
    };
  }

  private static String element(Element element, LinkName name) {
    StringBuilder line = new StringBuilder(element.tagName());
    for (Attribute attribute : element.attributes()) {
      boolean target = attribute.getKey().equals("href") && isLink(element);
      String value = attribute.getValue();
      line.append(' ').append(attribute.getKey()).append('=');
      line.append(target ? name.of(withoutLoneSurrogates(value)) : value);
    }
    return line.toString();
  }

  /** A conditional comment has an outline of its own. */
  private static String comment(Comment comment, LinkName name) {
    Matcher matcher = CONDITIONAL.matcher(comment.getData());
    if (!matcher.matches()) {
      return "comment " + comment.getData();
    }
    String outside =
        comment.getData().substring(0, matcher.start(1))
            + "|"
            + comment.getData().substring(matcher.end(1));
    return "conditional " + outside + outline(Jsoup.parse(matcher.group(1)), name);
  }
}
