package io.clickward.installation;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.clickward.domain.MessageRecord;
import io.clickward.domain.TrackingDomain;
import io.clickward.domain.TrackingMode;
import io.clickward.link.Keyring;
import io.clickward.link.Link;
import io.clickward.link.LinkSeal;
import io.clickward.link.Recipient;
import io.clickward.rewrite.LinkWriter;
import io.clickward.rewrite.MessageDate;
import io.clickward.rewrite.RewriteOptions;
import io.clickward.rewrite.Rewriter;
import io.clickward.rewrite.Rewritten;
import io.clickward.rewrite.SealedLinks;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites mails of one domain with the installation's keys, and keeps what their links do not
 * carry.
 */
public final class MailRewriting {
  /**
   * A mail that says no date that a link can carry, and whose caller gave none: the start of the
   * format's own time.
   */
  private static final Instant DATE_UNKNOWN = Instant.parse("2020-01-01T00:00:00Z");

  /**
   * One mail to one recipient.
   *
   * @param message the caller's id of the message
   * @param recipient the address or the caller's own value; null when nobody in particular
   * @param clicks what click links say of the recipient
   * @param opens what the pixel says of the recipient
   * @param sentAt when it was sent; null to take the mail's own date
   * @param html whether the bytes are an HTML document, not a whole message
   */
  public record Mail(
      String message,
      @Nullable String recipient,
      TrackingMode clicks,
      TrackingMode opens,
      @Nullable Instant sentAt,
      boolean html,
      List<String> tags,
      Map<String, String> metadata) {}

  private final Installation installation;
  private final Keyring keyring;
  private final TrackingDomain domain;
  private final InstantSource clock;

  public MailRewriting(
      Installation installation, Keyring keyring, TrackingDomain domain, InstantSource clock) {
    this.installation = installation;
    this.keyring = keyring;
    this.domain = domain;
    this.clock = clock;
  }

  /**
   * Rewrites a mail; what the links stand for is on disk before the mail is handed out.
   *
   * @param links what {@link #links} gave, or an onlooker around it
   */
  public Rewritten rewrite(byte[] raw, Mail mail, RewriteOptions options, LinkWriter links)
      throws IOException {
    Rewriter rewriter = new Rewriter(links, options);
    Rewritten rewritten = mail.html ? rewriter.html(raw) : rewriter.message(raw);
    if (rewritten.report().changed()) {
      save(mail, sentAt(raw, mail), rewritten);
    }
    return rewritten;
  }

  /**
   * The links of a mail.
   *
   * @throws IllegalArgumentException with a sentence when the message id, the recipient or the date
   *     cannot be sealed, or the port is not known
   */
  public SealedLinks links(byte[] raw, Mail mail) {
    LinkSeal seal = LinkSeal.of(keyring, domain.host().value(), domain.generation());
    SealedLinks.Message message =
        new SealedLinks.Message(
            mail.message,
            recipient(mail, mail.clicks),
            recipient(mail, mail.opens),
            sentAt(raw, mail));
    return new SealedLinks(
        domain,
        installation.publicPort(domain),
        seal,
        message,
        installation.linkHosts(),
        clock.instant());
  }

  private static Instant sentAt(byte[] raw, Mail mail) {
    return Optional.ofNullable(mail.sentAt)
        .or(() -> dateOf(raw, mail))
        .orElse(DATE_UNKNOWN)
        .truncatedTo(SECONDS);
  }

  private static Optional<Instant> dateOf(byte[] raw, Mail mail) {
    return mail.html ? Optional.empty() : MessageDate.of(raw).filter(Link::canCarry);
  }

  private Recipient recipient(Mail mail, TrackingMode mode) {
    if (mail.recipient == null) {
      return new Recipient.Anonymous();
    }
    if (mail.recipient.isBlank()) { // one pseudonym for all
      throw new IllegalArgumentException(
          "recipient is blank; expected an address or your own id. Leave it out for nobody in particular");
    }
    return switch (mode) {
      case NONE, ANONYMOUS -> new Recipient.Anonymous();
      case PSEUDONYMOUS -> keyring.pseudonyms(domain.account()).of(mail.recipient);
      case IDENTIFIED -> new Recipient.Identified(mail.recipient);
    };
  }

  private void save(Mail mail, Instant sentAt, Rewritten rewritten) throws IOException {
    try (var messages = installation.messages()) {
      messages.save(
          new MessageRecord(
              mail.message, domain.host(), sentAt, rewritten.links(), mail.tags, mail.metadata),
          clock.instant());
    }
  }
}
