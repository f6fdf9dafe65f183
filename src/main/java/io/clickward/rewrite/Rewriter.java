package io.clickward.rewrite;

import io.clickward.rewrite.SealedUrls.UnsafeUrlException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rewrites the links of a mail and adds the pixel. Never throws on any input: in doubt the mail
 * goes through untouched and the report says why.
 */
public final class Rewriter {
  /** A longer mail goes through untouched. */
  static final int MAIL_BYTES_MAX = 64 << 20;

  private final LinkWriter links;
  private final RewriteOptions options;

  /** A rewriter for mails of one message. */
  public Rewriter(LinkWriter links, RewriteOptions options) {
    this.links = links;
    this.options = options;
  }

  /** Rewrites a whole message (RFC 5322). */
  public Rewritten message(byte[] raw) {
    return guarded(raw, this::rewriteMessage);
  }

  /** Rewrites an HTML document on its own. */
  public Rewritten html(byte[] document) {
    return guarded(document, this::rewriteHtml);
  }

  private interface Step {
    Rewritten apply(byte[] raw);
  }

  /** The one place that catches everything: a mail must go out even when this package has a bug. */
  private static Rewritten guarded(byte[] raw, Step step) {
    if (raw.length > MAIL_BYTES_MAX) {
      return untouched(raw, MailReason.TOO_LARGE, Map.of());
    }
    try {
      return step.apply(raw);
    } catch (UnsafeUrlException e) {
      return untouched(raw, MailReason.UNSAFE_LINK, Map.of());
    } catch (RuntimeException e) {
      return untouched(
          raw,
          MailReason.INTERNAL_ERROR,
          Map.of(Warning.INTERNAL_ERROR.word(), "A bug of Clickward: " + place(e)));
    }
  }

  /** Where it failed, without the message, which may quote the mail. */
  private static String place(RuntimeException e) {
    StackTraceElement[] trace = e.getStackTrace();
    return e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  private Rewritten rewriteMessage(byte[] raw) {
    MimeScanner.Scan scan = MimeScanner.scan(raw, options.plainText());
    Optional<MailReason> refused = scan.refused().or(() -> MailRules.refuse(scan));
    return refused
        .map(reason -> untouched(raw, reason, Map.of()))
        .orElseGet(() -> rewrite(raw, scan.parts(), unsubscribeUrls(scan.header())));
  }

  private static Set<String> unsubscribeUrls(HeaderFields header) {
    return ListUnsubscribe.urls(header.values(HeaderFields.LIST_UNSUBSCRIBE));
  }

  private Rewritten rewriteHtml(byte[] document) {
    return rewrite(document, List.of(MimePart.document(document)), Set.of());
  }

  private Rewritten rewrite(byte[] raw, List<MimePart> parts, Set<String> unsubscribeUrls) {
    Tally tally = new Tally();
    BodyReader reader = new BodyReader(new TargetRules(links, options, unsubscribeUrls), tally);
    parts.forEach(part -> reader.read(raw, part));
    return reader
        .refused()
        .map(reason -> untouched(raw, reason, Map.of()))
        .orElseGet(() -> new Rewriting(raw, links, options, tally, reader).run());
  }

  private static Rewritten untouched(byte[] raw, MailReason why, Map<String, String> warnings) {
    Report report =
        new Report(
            false, why.word(), 0, 0, Map.of(), 0, raw.length, raw.length, List.of(), warnings);
    return new Rewritten(raw, report, List.of());
  }
}
