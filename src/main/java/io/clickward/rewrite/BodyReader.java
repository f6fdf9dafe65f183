package io.clickward.rewrite;

import io.clickward.rewrite.Report.SkippedPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decodes the parts of one mail and reads their links. */
final class BodyReader {
  private final TargetRules rules;
  private final Tally tally;
  private final List<Body> bodies = new ArrayList<>();
  private final List<SkippedPart> skipped = new ArrayList<>();
  private boolean pgp;
  private int links;

  BodyReader(TargetRules rules, Tally tally) {
    this.rules = rules;
    this.tally = tally;
  }

  void read(byte[] raw, MimePart part) {
    Optional<PartReason> reason = part.reason().or(() -> readBody(raw, part));
    reason.ifPresent(r -> skipped.add(new SkippedPart(part.path(), part.type().type(), r.word())));
    if (reason.filter(PartReason.PLAIN_TEXT::equals).isPresent()) {
      lookForPgp(raw, part);
    }
  }

  private Optional<PartReason> readBody(byte[] raw, MimePart part) {
    Optional<TransferEncoding> encoding = TransferEncoding.of(part.encoding());
    if (encoding.isEmpty()) {
      return Optional.of(PartReason.UNKNOWN_ENCODING);
    }
    byte[] encoded = part.bodyBytes(raw);
    Optional<byte[]> decoded = encoding.get().decode(encoded);
    if (decoded.isEmpty()) {
      return Optional.of(PartReason.BROKEN_ENCODING);
    }
    Optional<BodyCharset> charset = BodyCharset.of(part.type().parameter("charset"), decoded.get());
    charset.ifPresent(c -> add(part, encoding.get(), encoded, decoded.get(), c));
    return charset.isPresent() ? Optional.empty() : Optional.of(PartReason.UNSAFE_CHARSET);
  }

  private void add(
      MimePart part,
      TransferEncoding encoding,
      byte[] encoded,
      byte[] decoded,
      BodyCharset charset) {
    pgp |= Pgp.isIn(decoded);
    Body body =
        part.isHtml()
            ? html(part, encoding, encoded, decoded, charset)
            : plain(part, encoding, encoded, decoded, charset);
    links += body.links().size();
    bodies.add(body);
  }

  private Body html(
      MimePart part,
      TransferEncoding encoding,
      byte[] encoded,
      byte[] decoded,
      BodyCharset charset) {
    HtmlBody html = HtmlBody.read(decoded, charset, rules, tally);
    return new Body(
        part, encoding, encoded, decoded.length, html.links(), Optional.of(html.spots()));
  }

  private Body plain(
      MimePart part,
      TransferEncoding encoding,
      byte[] encoded,
      byte[] decoded,
      BodyCharset charset) {
    List<Link> found = PlainText.links(decoded, part.type(), charset, rules, tally);
    return new Body(part, encoding, encoded, decoded.length, found, Optional.empty());
  }

  /** Plain text that is not rewritten still tells that the mail is signed. */
  private void lookForPgp(byte[] raw, MimePart part) {
    TransferEncoding.of(part.encoding())
        .flatMap(encoding -> encoding.decode(part.bodyBytes(raw)))
        .ifPresent(decoded -> pgp |= Pgp.isIn(decoded));
  }

  List<Body> bodies() {
    return bodies;
  }

  List<SkippedPart> skipped() {
    return skipped;
  }

  /** Why what was read forbids to touch the mail. */
  Optional<MailReason> refused() {
    if (pgp) {
      return Optional.of(MailReason.PGP);
    }
    return links > HtmlBody.LINKS_MAX ? Optional.of(MailReason.TOO_MANY_LINKS) : Optional.empty();
  }
}
