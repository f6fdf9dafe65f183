package io.clickward.rewrite;

import java.util.Optional;

/**
 * The charset of an HTML body. Where the part's header names none that is known, the document is
 * asked, once and only when there is something to decode: most have no need of an answer.
 */
final class HtmlCharset {
  private final byte[] html;
  private BodyCharset charset;
  private boolean asked;

  HtmlCharset(byte[] html, BodyCharset ofPart) {
    this.html = html;
    this.charset = ofPart;
    this.asked = ofPart.declared().isPresent();
  }

  /** What these bytes of the body say; nothing when readers may disagree. */
  Optional<String> decode(int from, int to) {
    if (!asked && !BodyCharset.isAscii(html, from, to)) {
      asked = true;
      charset = charset.orOfDocument(html);
    }
    return charset.decode(html, from, to);
  }
}
