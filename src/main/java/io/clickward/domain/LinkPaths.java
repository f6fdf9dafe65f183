package io.clickward.domain;

import java.util.regex.Pattern;

/**
 * The path prefixes of a domain's sealed links, each with a slash at both ends. They are
 * configurable because content blockers match well-known paths.
 */
public record LinkPaths(String click, String open) {
  private static final Pattern PREFIX = Pattern.compile("/[A-Za-z0-9._~-]{1,32}/");

  public static final LinkPaths DEFAULT = new LinkPaths("/c/", "/o/");

  public LinkPaths {
    prefix(click);
    prefix(open);
    if (click.equals(open)) {
      throw new IllegalArgumentException(
          "click and open have the same path " + click + "; they must differ");
    }
  }

  /**
   * Checks one prefix and gives it back.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static String prefix(String text) {
    if (!PREFIX.matcher(text).matches() || text.startsWith("/.")) {
      throw new IllegalArgumentException(
          "path is %s; expected a slash, 1 to 32 of the characters A-Z a-z 0-9 . _ ~ - (no dot first) and a slash, such as /c/"
              .formatted(text));
    }
    return text;
  }
}
