package io.clickward.rewrite;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The attributes of one start tag that rewriting asks for. The first of a name counts. */
final class TagAttributes {
  private static final Set<String> WANTED =
      Set.of(
          "href",
          "src",
          "width",
          "height",
          "data-msys-linkname",
          "ses:tags",
          "clicktracking",
          "data-msys-clicktrack",
          "ses:no-track",
          "data-pm-no-track",
          "mc:disable-tracking",
          "mautic:disable-tracking",
          "disable-tracking",
          "data-disable-tracking",
          "data-msys-unsubscribe");

  private static final int NAME_CHARACTERS_MAX = 32;

  private final byte[] html;
  private final HtmlCharset charset;
  private final Map<String, Span> values = new HashMap<>();

  TagAttributes(byte[] html, HtmlCharset charset) {
    this.html = html;
    this.charset = charset;
  }

  void add(int nameStart, int nameEnd, Span value) {
    if (nameEnd - nameStart <= NAME_CHARACTERS_MAX) {
      String name = Ascii.lowerCase(html, nameStart, nameEnd);
      if (WANTED.contains(name)) {
        values.putIfAbsent(name, value);
      }
    }
  }

  Optional<Span> span(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The decoded value; nothing when there is none or its bytes do not decode. */
  Optional<String> value(String name) {
    return span(name)
        .flatMap(span -> charset.decode(span.start(), span.end()))
        .map(AttributeValue::decode);
  }

  /** Whether the author asks in any provider's way that the link is left alone. */
  boolean optOut() {
    return is("clicktracking", "off")
        || is("data-msys-clicktrack", "0")
        || is("data-msys-unsubscribe", "1")
        || is("disable-tracking", "true")
        || is("data-disable-tracking", "true")
        || values.containsKey("ses:no-track")
        || values.containsKey("data-pm-no-track")
        || values.containsKey("mc:disable-tracking")
        || values.containsKey("mautic:disable-tracking");
  }

  boolean is(String name, String lowerCaseValue) {
    Span span = values.get(name);
    return span != null && Ascii.is(html, span.start(), span.end(), lowerCaseValue);
  }
}
