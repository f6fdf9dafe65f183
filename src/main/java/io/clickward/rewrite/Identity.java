package io.clickward.rewrite;

import java.util.List;
import java.util.Optional;

/** 7bit, 8bit and binary: the body stands as it is. */
enum Identity implements TransferEncoding {
  /** Lines of at most {@link #LINE_BYTES_MAX}. */
  LINES,
  /** No lines, hence no limit. */
  BINARY;

  /** RFC 5322 section 2.1.1, without the line break. */
  static final int LINE_BYTES_MAX = 998;

  @Override
  public Optional<byte[]> decode(byte[] encoded) {
    return Optional.of(encoded);
  }

  @Override
  public byte[] splice(byte[] encoded, List<Replacement> replacements, LineBreak lineBreak) {
    return Splice.apply(encoded, replacements);
  }

  /** Whether the body has a line that mail servers may refuse or break. */
  boolean overflows(byte[] body) {
    if (this == BINARY) {
      return false;
    }
    int start = 0;
    while (start < body.length) {
      int end = Ascii.find(body, start, body.length, '\n');
      if (end - start > LINE_BYTES_MAX
          && end - start - carriageReturn(body, end) > LINE_BYTES_MAX) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  private static int carriageReturn(byte[] body, int lineFeed) {
    return body[lineFeed - 1] == '\r' ? 1 : 0;
  }
}
