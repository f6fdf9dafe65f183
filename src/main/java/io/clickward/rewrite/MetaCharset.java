package io.clickward.rewrite;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The charset that an HTML document names in itself (WHATWG HTML section 13.2.3.2): {@code <meta
 * charset=...>}, or the older form with {@code http-equiv}. The first tag that names a known one
 * counts.
 */
final class MetaCharset implements HtmlScanner.Listener {
  /** What stands further behind is no head. Browsers that wait for the bytes look at 1024. */
  private static final int HEAD_BYTES_MAX = 16 * 1024;

  /** In the value of {@code content}; WHATWG HTML section 2.4.4 has it in steps. */
  private static final Pattern IN_CONTENT =
      Pattern.compile("(?i)charset\\s*+=\\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\"'\\s;][^\\s;]*+))");

  private final byte[] html;
  private final Map<String, String> attributes = new HashMap<>();
  private boolean conditional;
  private String label = "";

  private MetaCharset(byte[] html) {
    this.html = html;
  }

  /** The label, or an empty text. */
  static String label(byte[] html) {
    byte[] head = html.length > HEAD_BYTES_MAX ? Arrays.copyOf(html, HEAD_BYTES_MAX) : html;
    MetaCharset meta = new MetaCharset(head);
    HtmlScanner.scan(head, meta);
    return meta.label;
  }

  @Override
  public boolean startTag(int nameStart, int nameEnd) {
    attributes.clear();
    return label.isEmpty() && !conditional && Ascii.is(html, nameStart, nameEnd, "meta");
  }

  @Override
  public void attribute(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    attributes.putIfAbsent(
        Ascii.lowerCase(html, nameStart, nameEnd), Ascii.text(html, valueStart, valueEnd));
  }

  @Override
  public void startTagEnds(int start, int end) {
    String named = named();
    if (BodyCharset.find(named).isPresent()) {
      label = named;
    }
    attributes.clear();
  }

  private String named() {
    String charset = attributes.get("charset");
    if (charset != null) {
      return charset.strip();
    }
    boolean aboutContent =
        attributes.getOrDefault("http-equiv", "").equalsIgnoreCase("content-type");
    return aboutContent ? inContent(attributes.getOrDefault("content", "")) : "";
  }

  private static String inContent(String content) {
    Matcher named = IN_CONTENT.matcher(content);
    if (!named.find()) {
      return "";
    }
    String quoted = named.group(1) == null ? named.group(2) : named.group(1);
    return (quoted == null ? named.group(3) : quoted).strip();
  }

  @Override
  public void conditional(boolean begins) {
    conditional = begins;
  }

  @Override
  public void text(int start, int end) {}

  @Override
  public void endTag(int start, int nameStart, int nameEnd) {}

  @Override
  public void unfinished() {}
}
