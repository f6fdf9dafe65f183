package io.clickward.rewrite;

import static java.util.Objects.requireNonNull;

import io.clickward.domain.TrackingDomain;
import io.clickward.link.Destination;
import io.clickward.link.Link;
import io.clickward.link.LinkKind;
import io.clickward.link.LinkSeal;
import io.clickward.link.Recipient;
import java.time.Instant;
import java.util.Set;

/**
 * Writes the links of one message, sealed for one domain. The same message gives the same links,
 * whenever it is rewritten.
 */
public final class SealedLinks implements LinkWriter {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /**
   * What the links of one message say of it.
   *
   * @param id the caller's message id
   * @param clicks the recipient as click links carry it
   * @param opens the recipient as the pixel carries it
   * @param sentAt the message's own date, never the clock's: a retried send must seal the same
   *     links
   */
  public record Message(String id, Recipient clicks, Recipient opens, Instant sentAt) {

    /**
     * Checks that links can be sealed with it, so that no mail is read in vain.
     *
     * @throws IllegalArgumentException with a sentence that names what is wrong
     */
    public Message {
      Link probe = new Link(LinkKind.OPEN, id, opens, sentAt, 0, 0, Destination.NONE);
      requireNonNull(probe);
    }
  }

  private final LinkSeal seal;
  private final Message message;
  private final Instant now;
  private final Set<String> trackedHosts;
  private final String clickPrefix;
  private final String openPrefix;

  /**
   * Links of a domain.
   *
   * @param port the port that clients reach; written only when it is not the scheme's own
   * @param trackedHosts all link hosts of this installation: their links are left alone
   * @param now decides which key seals
   */
  public SealedLinks(
      TrackingDomain domain,
      int port,
      LinkSeal seal,
      Message message,
      Set<String> trackedHosts,
      Instant now) {
    String origin = origin(domain, port);
    this.seal = seal;
    this.message = message;
    this.now = now;
    this.trackedHosts = Set.copyOf(trackedHosts);
    this.clickPrefix = origin + domain.paths().click();
    this.openPrefix = origin + domain.paths().open();
  }

  private static String origin(TrackingDomain domain, int port) {
    String scheme = domain.https() ? "https" : "http";
    boolean schemesOwn = port == (domain.https() ? HTTPS_PORT : HTTP_PORT);
    return scheme + "://" + domain.host() + (schemesOwn ? "" : ":" + port);
  }

  @Override
  public String click(int index, int total, byte[] destination) {
    Link link =
        new Link(
            LinkKind.CLICK,
            message.id,
            message.clicks,
            message.sentAt,
            index,
            total,
            Destination.of(destination));
    return clickPrefix + seal.seal(link, now);
  }

  @Override
  public String open(int total) {
    Link link =
        new Link(
            LinkKind.OPEN, message.id, message.opens, message.sentAt, 0, total, Destination.NONE);
    return openPrefix + seal.seal(link, now);
  }

  @Override
  public boolean isTracked(String host) {
    return trackedHosts.contains(host);
  }
}
