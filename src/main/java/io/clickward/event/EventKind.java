package io.clickward.event;

import java.util.Locale;

/** What a recipient did. */
public enum EventKind {
  CLICK,
  OPEN;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word for it in files and JSON. */
  public String word() {
    return word;
  }

  static EventKind ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
