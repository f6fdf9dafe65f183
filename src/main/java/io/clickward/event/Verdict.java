package io.clickward.event;

import java.util.Locale;

/** Who was behind an event, as far as classification can tell. */
public enum Verdict {
  UNCLASSIFIED(1),
  HUMAN(2),
  MACHINE(3);

  private final String word = name().toLowerCase(Locale.ROOT);
  private final byte code;

  Verdict(int code) {
    this.code = (byte) code;
  }

  /** The word for it in files and JSON. */
  public String word() {
    return word;
  }

  static Verdict ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The byte for it in the journal. */
  byte code() {
    return code;
  }

  static Verdict ofCode(byte code) {
    return switch (code) {
      case 1 -> UNCLASSIFIED;
      case 2 -> HUMAN;
      case 3 -> MACHINE;
      default -> throw new IllegalArgumentException("verdict %d is not known".formatted(code));
    };
  }
}
