package io.clickward.event;

/** What a recipient did. */
public enum EventKind {
  CLICK("click"),
  OPEN("open");

  private final String word;

  EventKind(String word) {
    this.word = word;
  }

  /** The word for it in files and JSON. */
  public String word() {
    return word;
  }

  static EventKind ofWord(String word) {
    for (EventKind kind : values()) {
      if (kind.word.equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("kind is " + word + "; expected click or open");
  }
}
