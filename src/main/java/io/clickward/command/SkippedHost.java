package io.clickward.command;

import io.clickward.domain.HostName;
import java.util.regex.Pattern;

/** A host whose links are left alone, or with a leading dot all below it. */
record SkippedHost(String text) {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\d{1,3}\\.){3}\\d{1,3}|\\[[0-9A-Fa-f:.]+]");

  /** What cannot be the host of any link would skip nothing, without a word. */
  void requireHost() throws WrongUsageException {
    if (!ADDRESS.matcher(text).matches() && !isName()) {
      throw new WrongUsageException(
          "--skip-host is '%s'; expected a host such as www.example.com, or .example.com for all below it. Correct it, or leave it out."
              .formatted(text));
    }
  }

  /** Links lead to hosts of one label too. */
  private boolean isName() {
    String name = text.startsWith(".") ? text.substring(1) : text;
    try {
      HostName _ = HostName.parseDestination("a." + name);
      return !name.isEmpty() && !name.equals(".");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
