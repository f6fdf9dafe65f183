package io.clickward.rewrite;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** base64 (RFC 2045 section 6.8). A changed body is encoded anew, in lines of 76 characters. */
record Base64Lines() implements TransferEncoding {
  private static final int LINE_CHARACTERS = 76;

  @Override
  public Optional<byte[]> decode(byte[] encoded) {
    try {
      return Optional.of(Base64.getDecoder().decode(withoutSpace(encoded)));
    } catch (IllegalArgumentException doubtful) {
      return Optional.empty();
    }
  }

  private static byte[] withoutSpace(byte[] encoded) {
    byte[] packed = new byte[encoded.length];
    int length = 0;
    for (byte b : encoded) {
      if (!Ascii.isSpace(b)) {
        packed[length++] = b;
      }
    }
    return Arrays.copyOf(packed, length);
  }

  /** White space before and behind the data stays as it is. */
  @Override
  public byte[] splice(byte[] encoded, List<Replacement> replacements, LineBreak lineBreak) {
    int start = 0;
    int end = encoded.length;
    while (start < end && Ascii.isSpace(encoded[start])) {
      start++;
    }
    while (end > start && Ascii.isSpace(encoded[end - 1])) {
      end--;
    }
    byte[] decoded = decode(encoded).orElseThrow();
    byte[] data = encode(Splice.apply(decoded, replacements), lineBreak);
    return Splice.apply(encoded, List.of(new Replacement(start, end, data)));
  }

  private static byte[] encode(byte[] decoded, LineBreak lineBreak) {
    return Base64.getMimeEncoder(LINE_CHARACTERS, lineBreak.bytes()).encode(decoded);
  }
}
