package io.clickward.event;

import java.util.Locale;

/** What a recipient did. */
public enum EventKind {
  CLICK(1),
  OPEN(2);

  private final String word = name().toLowerCase(Locale.ROOT);
  private final byte code;

  EventKind(int code) {
    this.code = (byte) code;
  }

  /** The word for it in files and JSON. */
  public String word() {
    return word;
  }

  static EventKind ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The byte for it in the journal. */
  byte code() {
    return code;
  }

  static EventKind ofCode(byte code) {
    return switch (code) {
      case 1 -> CLICK;
      case 2 -> OPEN;
      default -> throw new IllegalArgumentException("kind %d is not known".formatted(code));
    };
  }
}
