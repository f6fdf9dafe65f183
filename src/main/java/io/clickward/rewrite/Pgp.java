package io.clickward.rewrite;

/** Finds inline PGP (RFC 9580 section 6.2): text whose signature covers every byte. */
final class Pgp {
  private static final String BEGIN = "-----begin pgp ";

  private Pgp() {}

  /** Whether a signed or encrypted block begins at the start of a line or right behind a tag. */
  static boolean isIn(byte[] text) {
    int at = Ascii.find(text, 0, text.length, BEGIN);
    while (at < text.length) {
      if (startsLine(text, at) && isBlock(text, at + BEGIN.length())) {
        return true;
      }
      at = Ascii.find(text, at + 1, text.length, BEGIN);
    }
    return false;
  }

  private static boolean startsLine(byte[] text, int at) {
    return at == 0 || text[at - 1] == '\n' || text[at - 1] == '>';
  }

  private static boolean isBlock(byte[] text, int at) {
    return Ascii.startsWith(text, at, text.length, "signed message-----")
        || Ascii.startsWith(text, at, text.length, "message-----");
  }
}
