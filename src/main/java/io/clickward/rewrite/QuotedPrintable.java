package io.clickward.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * quoted-printable (RFC 2045 section 6.7). A changed body keeps its raw bytes but for the replaced
 * ones; soft line breaks come only around these.
 */
record QuotedPrintable() implements TransferEncoding {
  /** Encodes a whole body. Its line breaks stay as they are. */
  static byte[] encode(byte[] body, LineBreak lineBreak) {
    QuotedPrintableWriter out = new QuotedPrintableWriter(body.length * 2, lineBreak);
    int start = 0;
    while (start < body.length) {
      int lineFeed = Ascii.find(body, start, body.length, '\n');
      int end =
          lineFeed < body.length && lineFeed > start && body[lineFeed - 1] == '\r'
              ? lineFeed - 1
              : lineFeed;
      out.encodeLine(body, start, end);
      start = Math.min(lineFeed + 1, body.length);
      out.copy(body, end, start);
    }
    return out.bytes();
  }

  @Override
  public Optional<byte[]> decode(byte[] encoded) {
    byte[] decoded = new byte[encoded.length];
    int length = 0;
    QuotedPrintableReader in = new QuotedPrintableReader(encoded);
    while (in.next()) {
      decoded[length++] = in.value();
    }
    return Optional.of(Arrays.copyOf(decoded, length));
  }

  @Override
  public byte[] splice(byte[] encoded, List<Replacement> replacements, LineBreak lineBreak) {
    List<Replacement> raw = rawPositions(encoded, replacements);
    int length = encoded.length + 2 * Splice.lengthAfter(0, replacements);
    QuotedPrintableWriter out = new QuotedPrintableWriter(length, lineBreak);
    int from = 0;
    for (int i = 0; i < raw.size(); i++) {
      Replacement r = raw.get(i);
      out.copy(encoded, from, r.start());
      from = r.end();
      int next = i + 1 < raw.size() ? raw.get(i + 1).start() : encoded.length;
      out.encodeBefore(encoded, from, next, r.with());
    }
    out.copy(encoded, from, encoded.length);
    return out.bytes();
  }

  private static List<Replacement> rawPositions(byte[] encoded, List<Replacement> replacements) {
    QuotedPrintableReader in = new QuotedPrintableReader(encoded);
    List<Replacement> raw = new ArrayList<>(replacements.size());
    for (Replacement r : replacements) {
      raw.add(in.rawPosition(r));
    }
    return raw;
  }
}
