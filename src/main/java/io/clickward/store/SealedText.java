package io.clickward.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/** A text file that may be encrypted: then it is one line that says so, and the sealed bytes. */
final class SealedText {
  private static final String MARK = "clickward-sealed-1 ";

  private final String what;
  private final KeyFolder keys;
  private final KeyPurpose purpose;

  SealedText(String what, KeyFolder keys, KeyPurpose purpose) {
    this.what = what;
    this.keys = keys;
    this.purpose = purpose;
  }

  static boolean isSealed(String text) {
    return text.startsWith(MARK);
  }

  /** Whether a new file is sealed: with the master key beside it that would protect nothing. */
  boolean isFirstChoice() {
    return keys.hasOutsideKey();
  }

  String sealed(String text) throws KeyFileException {
    byte[] sealed = keys.open(purpose).seal(what, text.getBytes(UTF_8));
    return MARK + Base64.getEncoder().encodeToString(sealed) + "\n";
  }

  /** The plain text of either form. */
  String opened(String text) throws KeyFileException {
    if (!isSealed(text)) {
      return text;
    }
    try {
      byte[] sealed = Base64.getDecoder().decode(text.substring(MARK.length()).strip());
      return new String(keys.open(purpose).open(what, sealed), UTF_8);
    } catch (IllegalArgumentException e) {
      throw new KeyFileException(
          "the sealed %s are damaged; expected base64. Restore the file from its copy."
              .formatted(what));
    }
  }
}
