package io.clickward.event;

import java.util.Locale;

/** Who was behind an event, as far as classification can tell. */
public enum Verdict {
  UNCLASSIFIED,
  HUMAN,
  MACHINE;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word for it in files and JSON. */
  public String word() {
    return word;
  }

  static Verdict ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
