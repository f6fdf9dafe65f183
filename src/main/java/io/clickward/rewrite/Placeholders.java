package io.clickward.rewrite;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the marks of template languages in a URL. A mark means that the mail is not personalised
 * yet: sealing it would send every recipient to the unfinished URL.
 */
final class Placeholders {
  /** An opening mark alone is enough: a quote inside the placeholder may have cut off the rest. */
  private static final List<String> OPENINGS = List.of("{", "*|", "%%", "[[", "[%", "~~eloqua");

  /**
   * {@code <%= id %>}, {@code <c:out value="id"/>}, {@code <eloqua type="emailfield"/>} and the
   * like; {@code {{id}}} and {@code *|ID|*} as editors escape them; {@code %recipient.id%}, of
   * whose percent signs one at least begins no escaped byte.
   */
  private static final Pattern TAG_OR_PERCENTS =
      Pattern.compile(
          "<[%?#$A-Za-z]"
              + "|%7[Bb]%7[Bb]|\\*%7[Cc]"
              + "|%(?![0-9A-Fa-f]{2})[A-Za-z_][\\w.:-]{2,63}%"
              + "|%[A-Za-z_][\\w.:-]{2,63}%(?![0-9A-Fa-f]{2})");

  private Placeholders() {}

  static boolean isIn(String url) {
    for (String opening : OPENINGS) {
      if (url.contains(opening)) {
        return true;
      }
    }
    boolean mayBe = url.indexOf('%') >= 0 || url.indexOf('<') >= 0;
    return mayBe && TAG_OR_PERCENTS.matcher(url).find();
  }
}
