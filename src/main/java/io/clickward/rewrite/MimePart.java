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
 * @param body its body without the line break that belongs to the boundary behind it
 * @param reason why it is not looked at
 */
record MimePart(
    String path,
    HeaderFields header,
    int headerEnd,
    ContentType type,
    Span body,
    Optional<PartReason> reason) {

  /** An HTML document that stands alone, as the body of a mail without a header. */
  static MimePart document(byte[] html) {
    return new MimePart(
        "1",
        HeaderFields.NONE,
        0,
        new ContentType("text/html", Map.of()),
        new Span(0, html.length),
        Optional.empty());
  }

  byte[] bodyBytes(byte[] raw) {
    return Arrays.copyOfRange(raw, body.start(), body.end());
  }

  boolean isHtml() {
    return type.type().equals("text/html");
  }

  String encodingName() {
    return FieldValue.parse(header.value(HeaderFields.ENCODING)).word();
  }
}
