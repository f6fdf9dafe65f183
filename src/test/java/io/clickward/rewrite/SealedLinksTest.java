package io.clickward.rewrite;

import static io.clickward.rewrite.Mails.ALL;
import static io.clickward.rewrite.Mails.LINK;
import static io.clickward.rewrite.Mails.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.LinkPaths;
import io.clickward.domain.TrackingDomain;
import io.clickward.link.Keyring;
import io.clickward.link.LinkKey;
import io.clickward.link.LinkSeal;
import io.clickward.link.Recipient;
import io.clickward.link.Secret;
import io.clickward.testing.Domains;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rewriter with the links that it has outside of tests: what one passes the other seals. */
class SealedLinksTest {
  private static final Recipient NOBODY = new Recipient.Anonymous();

  /** The least that {@code limits.urlBytesMax} can be set to. */
  private static final int REQUEST_LINE_BYTES = 6 * 1024;

  private static SealedLinks links(TrackingDomain domain, SealedLinks.Message message) {
    SecureRandom random = new SecureRandom();
    LinkKey key = new LinkKey(1, Secret.random(random), Instant.EPOCH);
    Keyring keyring = new Keyring(Secret.random(random), List.of(key));
    return new SealedLinks(
        domain,
        443,
        LinkSeal.of(keyring, domain.host().value(), domain.generation()),
        message,
        Set.of("links.example"),
        Instant.EPOCH);
  }

  @Test
  void sealsEveryTargetThatTheRulesPass() {
    String html =
        LINK
            + "<a href=\"http&#383;://a.example/\"><a href=\"HTTPS://b.example/\">"
            + "<a href=\"http&#x212A;://a.example/\"><a href=\"http:/\\c.example/\">";
    SealedLinks links =
        links(
            Domains.of("links.example"),
            new SealedLinks.Message("m", NOBODY, NOBODY, Instant.EPOCH));
    Report report = new Rewriter(links, ALL).html(bytes(html)).report();
    assertThat(report.untouched()).isEmpty();
    assertThat(report.linksRewritten()).isEqualTo(2);
    assertThat(report.linksSkipped()).isEqualTo(Map.of("not-http", 3));
  }

  @Test
  void theLongestLinkFitsIntoAnyRequestLineThatCanBeConfigured() {
    String path = "/" + "c".repeat(32) + "/";
    TrackingDomain domain = withPaths(new LinkPaths(path, "/o/"));
    Recipient reader = new Recipient.Identified("r".repeat(255));
    SealedLinks.Message message =
        new SealedLinks.Message("m".repeat(128), reader, reader, Instant.EPOCH);
    String start = "http://a.example/";
    String incompressible = "\u0001".repeat(TargetRules.TARGET_BYTES_MAX - start.length());
    String url = links(domain, message).click(9_999, 10_000, bytes(start + incompressible));
    String line = "GET %s HTTP/1.1\r\n".formatted(URI.create(url).getPath());
    assertThat(line).hasSize(6_063);
    assertThat(line).hasSizeLessThanOrEqualTo(REQUEST_LINE_BYTES);
  }

  private static TrackingDomain withPaths(LinkPaths paths) {
    TrackingDomain plain = Domains.of("links.example");
    return new TrackingDomain(
        plain.host(),
        plain.account(),
        plain.generation(),
        plain.provider(),
        paths,
        plain.https(),
        plain.clicks(),
        plain.opens(),
        plain.keeps(),
        plain.pixelBytes());
  }
}
