package io.clickward.rewrite;

import java.util.List;

/**
 * Finds the marks of template languages in a URL. A mark means that the mail is not personalised
 * yet: sealing it would send every recipient to the unfinished URL.
 */
final class Placeholders {
  /** An opening mark alone is enough: a quote inside the placeholder may have cut off the rest. */
  private static final List<String> OPENINGS = List.of("{{", "{%", "${", "*|", "%%", "[[", "<%");

  private Placeholders() {}

  static boolean isIn(String url) {
    for (String opening : OPENINGS) {
      if (url.contains(opening)) {
        return true;
      }
    }
    int brace = url.indexOf('{');
    return brace >= 0 && url.indexOf('}', brace) > brace;
  }
}
