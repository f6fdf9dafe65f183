package io.clickward.event;

/** Who was behind an event, as far as classification can tell. */
public enum Verdict {
  UNCLASSIFIED("unclassified"),
  HUMAN("human"),
  MACHINE("machine");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** The word for it in files and JSON. */
  public String word() {
    return word;
  }

  static Verdict ofWord(String word) {
    for (Verdict verdict : values()) {
      if (verdict.word.equals(word)) {
        return verdict;
      }
    }
    throw new IllegalArgumentException(
        "verdict is " + word + "; expected unclassified, human or machine");
  }
}
