package io.clickward.track;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.Revocation;
import io.clickward.domain.TrackingDomain;
import io.clickward.event.EventIds;
import io.clickward.link.Destination;
import io.clickward.link.Keyring;
import io.clickward.link.Link;
import io.clickward.link.LinkKey;
import io.clickward.link.LinkKind;
import io.clickward.link.LinkSeal;
import io.clickward.link.Recipient;
import io.clickward.link.Secret;
import io.clickward.testing.Domains;
import io.clickward.testing.TestClock;
import io.clickward.track.Answer.Refusal;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrackerTest {
  private static final SecureRandom SECRETS = new SecureRandom();
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");
  private static final TrackingDomain DOMAIN = Domains.of("links.example.test");

  private final Keyring keyring =
      new Keyring(
          Secret.random(SECRETS), List.of(new LinkKey(7, Secret.random(SECRETS), Instant.EPOCH)));
  private final Tracker tracker = new Tracker(new EventIds(SECRETS), new TestClock(NOW));

  private Answer click(String message) {
    return answer(DOMAIN.paths().click(), LinkKind.CLICK, message);
  }

  private Answer open(String message) {
    return answer(DOMAIN.paths().open(), LinkKind.OPEN, message);
  }

  private Answer answer(String path, LinkKind kind, String message) {
    Link link =
        new Link(
            kind,
            message,
            new Recipient.Anonymous(),
            NOW,
            0,
            1,
            kind == LinkKind.CLICK
                ? Destination.of("https://www.example.com/".getBytes(UTF_8))
                : Destination.NONE);
    String token = LinkSeal.of(keyring, DOMAIN.host().value(), 1).seal(link, NOW);
    return tracker.answer(
        new TrackRequest(
            TrackRequest.Method.GET, DOMAIN.host().value(), path + token, new byte[4], ""));
  }

  @Test
  void aRevokedMessageIsNeitherRedirectedNorCountedAsOpened() {
    tracker.serve(Map.of(DOMAIN.host().value(), DOMAIN), keyring);
    tracker.revoke(Set.of(new Revocation.Message("acme", "spring")));

    assertThat(click("spring")).isEqualTo(Refusal.REVOKED);
    assertThat(open("spring")).isEqualTo(Refusal.REVOKED);
    assertThat(click("summer")).isInstanceOf(Answer.Redirect.class);
    assertThat(open("summer")).isInstanceOf(Answer.Pixel.class);
  }
}
