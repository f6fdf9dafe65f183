package io.clickward.rewrite;

import java.util.List;
import java.util.Optional;

/** A body's Content-Transfer-Encoding (RFC 2045 section 6): how to read it and how to change it. */
sealed interface TransferEncoding permits Identity, QuotedPrintable, Base64Lines {
  /** The encoding of that name in lower case; nothing when RFC 2045 does not know it. */
  static Optional<TransferEncoding> of(String name) {
    return switch (name) {
      case "", "7bit", "8bit" -> Optional.of(Identity.LINES);
      case "binary" -> Optional.of(Identity.BINARY);
      case "quoted-printable" -> Optional.of(new QuotedPrintable());
      case "base64" -> Optional.of(new Base64Lines());
      default -> Optional.empty();
    };
  }

  /** The decoded body; nothing when decoders would disagree about it. */
  Optional<byte[]> decode(byte[] encoded);

  /**
   * The encoded body with replacements, whose positions are those of the decoded body. They are
   * sorted, do not overlap, and are of printable ASCII. New lines end with the given line break.
   */
  byte[] splice(byte[] encoded, List<Replacement> replacements, LineBreak lineBreak);
}
