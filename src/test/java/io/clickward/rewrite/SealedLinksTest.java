package io.clickward.rewrite;

import static io.clickward.rewrite.Mails.ALL;
import static io.clickward.rewrite.Mails.LINK;
import static io.clickward.rewrite.Mails.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.TrackingDomain;
import io.clickward.link.Keyring;
import io.clickward.link.LinkKey;
import io.clickward.link.LinkSeal;
import io.clickward.link.Recipient;
import io.clickward.link.Secret;
import io.clickward.testing.Domains;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rewriter with the links that it has outside of tests: what one passes the other seals. */
class SealedLinksTest {
  private static final Recipient NOBODY = new Recipient.Anonymous();

  private static SealedLinks links() {
    SecureRandom random = new SecureRandom();
    LinkKey key = new LinkKey(1, Secret.random(random), Instant.EPOCH);
    Keyring keyring = new Keyring(Secret.random(random), List.of(key));
    TrackingDomain domain = Domains.of("links.example");
    return new SealedLinks(
        domain,
        443,
        LinkSeal.of(keyring, domain.host().value(), domain.generation()),
        new SealedLinks.Message("m", NOBODY, NOBODY, Instant.EPOCH),
        Set.of("links.example"),
        Instant.EPOCH);
  }

  @Test
  void sealsEveryTargetThatTheRulesPass() {
    String html =
        LINK
            + "<a href=\"http&#383;://a.example/\"><a href=\"HTTPS://b.example/\">"
            + "<a href=\"http&#x212A;://a.example/\"><a href=\"http:/\\c.example/\">";
    Report report = new Rewriter(links(), ALL).html(bytes(html)).report();
    assertThat(report.untouched()).isEmpty();
    assertThat(report.linksRewritten()).isEqualTo(2);
    assertThat(report.linksSkipped()).isEqualTo(Map.of("not-http", 3));
  }
}
