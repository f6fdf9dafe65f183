package io.clickward.rewrite;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the marks of template languages in a URL. A mark means that the mail is not personalised
 * yet: sealing it would send every recipient to the unfinished URL.
 */
final class Placeholders {
  /** An opening mark alone is enough: a quote inside the placeholder may have cut off the rest. */
  private static final List<String> OPENINGS = List.of("{", "*|", "%%", "[[");

  /**
   * {@code <%= id %>}, {@code <c:out value="id"/>} and the like; {@code %recipient.id%}, of whose
   * percent signs one at least begins no escaped byte.
   */
  private static final Pattern TAG_OR_PERCENTS =
      Pattern.compile(
          "<(?:[%?#$]|[A-Za-z]{1,16}:)"
              + "|%(?![0-9A-Fa-f]{2})[A-Za-z_][\\w.:-]{2,63}%"
              + "|%[A-Za-z_][\\w.:-]{2,63}%(?![0-9A-Fa-f]{2})");

  private Placeholders() {}

  static boolean isIn(String url) {
    for (String opening : OPENINGS) {
      if (url.contains(opening)) {
        return true;
      }
    }
    return TAG_OR_PERCENTS.matcher(url).find();
  }
}
