package io.clickward.domain;

import java.util.regex.Pattern;

/**
 * The path prefixes of a domain's sealed links, each with a slash at both ends. They are
 * configurable because content blockers match well-known paths.
 */
public record LinkPaths(String click, String open) {
  public static final LinkPaths DEFAULT = new LinkPaths("/c/", "/o/");
  private static final Pattern PREFIX = Pattern.compile("/[A-Za-z0-9._~-]{1,32}/");

  public LinkPaths {
    require(click);
    require(open);
    if (click.equals(open)) {
      throw new IllegalArgumentException(
          "click and open have the same path " + click + "; they must differ");
    }
  }

  private static void require(String prefix) {
    if (!PREFIX.matcher(prefix).matches() || prefix.startsWith("/.")) {
      throw new IllegalArgumentException(
          "path is %s; expected a slash, 1 to 32 of the characters A-Z a-z 0-9 . _ ~ - (no dot first) and a slash, such as /c/"
              .formatted(prefix));
    }
  }
}
