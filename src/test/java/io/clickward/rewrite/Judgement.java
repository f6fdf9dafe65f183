package io.clickward.rewrite;

import io.clickward.rewrite.ExpectedParts.Wish;
import io.clickward.rewrite.MailFiles.Mail;
import io.clickward.rewrite.MimeOracle.Leaf;
import io.clickward.rewrite.MimeOracle.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One mail before and after rewriting, taken apart by the oracles. */
record Judgement(Mail mail, RecordedLinks links, Rewritten rewritten, List<Document> documents) {

  /**
   * A body before and after, decoded, one character a byte.
   *
   * @param type its media type
   * @param charset its declared charset
   * @param listUnsubscribe destinations that are never tracked
   * @param wish whether it is to be rewritten
   */
  record Document(
      String type,
      String before,
      String after,
      String charset,
      Set<String> listUnsubscribe,
      Wish wish) {
    boolean changed() {
      return !before.equals(after);
    }

    /** What must be true of every document that is rewritten or was to be. */
    boolean isJudged() {
      return wish == Wish.REWRITE || changed();
    }
  }

  /** Rewrites a mail; bodies of that type are to be rewritten. */
  static Judgement of(Mail mail, RewriteOptions options, String type) {
    RecordedLinks links = new RecordedLinks();
    Rewritten rewritten = mail.rewrite(links, options);
    List<Document> documents =
        mail.isHtml()
            ? List.of(alone(mail, rewritten))
            : parts(mail.bytes(), rewritten.bytes(), type);
    return new Judgement(mail, links, rewritten, documents);
  }

  private static Document alone(Mail mail, Rewritten rewritten) {
    return new Document(
        "text/html",
        MailFiles.latin1(mail.bytes()),
        MailFiles.latin1(rewritten.bytes()),
        HtmlOracle.charset(MailFiles.latin1(mail.bytes())),
        Set.of(),
        Wish.REWRITE);
  }

  private static List<Document> parts(byte[] raw, byte[] rewritten, String type) {
    Message before = MimeOracle.read(raw);
    Message after = MimeOracle.read(rewritten);
    List<Document> documents = new ArrayList<>();
    boolean closed = !ExpectedParts.closed(before, MailFiles.latin1(raw)).isEmpty();
    for (int i = 0; i < Math.min(before.leaves().size(), after.leaves().size()); i++) {
      Leaf old = before.leaves().get(i);
      Leaf now = after.leaves().get(i);
      documents.add(
          new Document(
              old.type(),
              text(old, now),
              text(now, old),
              ExpectedParts.charset(old),
              ExpectedParts.listUnsubscribe(before),
              closed ? Wish.LEAVE : ExpectedParts.wish(old, type)));
    }
    return documents;
  }

  /** Out of quoted-printable, mime4j gives CRLF for any line end: so both, where one is that. */
  private static String text(Leaf leaf, Leaf other) {
    byte[] decoded = leaf.decoded();
    boolean same = leaf.encoding().equals(other.encoding());
    return MailFiles.latin1(same ? decoded : MailFiles.withCrlf(decoded));
  }

  /** The documents that a gate on HTML is about. */
  List<Document> judged() {
    return documents.stream().filter(Document::isJudged).toList();
  }
}
