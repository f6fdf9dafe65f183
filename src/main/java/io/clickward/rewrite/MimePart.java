package io.clickward.rewrite;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A leaf of a message's tree, or a container that is not looked into.
 *
 * @param path its position, as IMAP counts: {@code 1} is the root without parts or its first part
 * @param header its fields
 * @param headerEnd where the blank line behind its header starts
 * @param encoding the name of its transfer encoding, lower case, or empty
 * @param body its body without the line break that belongs to the boundary behind it
 * @param reason why it is not looked at
 */
record MimePart(
    String path,
    HeaderFields header,
    int headerEnd,
    ContentType type,
    String encoding,
    Span body,
    Optional<PartReason> reason) {

  /** An HTML document that stands alone, as the body of a mail without a header. */
  static MimePart document(byte[] html) {
    return new MimePart(
        "1",
        HeaderFields.NONE,
        0,
        new ContentType("text/html", Map.of()),
        "binary",
        new Span(0, html.length),
        Optional.empty());
  }

  /**
   * The part with its whole body. An empty one is not looked at: its line break belongs to the
   * header, and whatever is put there would run into the boundary.
   */
  MimePart withBodyEnd(int end) {
    Span whole = new Span(body.start(), Math.max(body.start(), end));
    Optional<PartReason> why =
        whole.length() > 0 ? reason : reason.or(() -> Optional.of(PartReason.NO_BODY));
    return new MimePart(path, header, headerEnd, type, encoding, whole, why);
  }

  byte[] bodyBytes(byte[] raw) {
    return Arrays.copyOfRange(raw, body.start(), body.end());
  }

  boolean isHtml() {
    return type.type().equals("text/html");
  }
}
