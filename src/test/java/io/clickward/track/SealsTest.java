package io.clickward.track;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealsTest {
  private static final SecureRandom SECRETS = new SecureRandom();
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");
  private static final TrackingDomain DOMAIN = Domains.of("links.example.test");

  private final Keyring keyring = keyring();

  private static Keyring keyring() {
    return new Keyring(
        Secret.random(SECRETS), List.of(new LinkKey(7, Secret.random(SECRETS), Instant.EPOCH)));
  }

  @Test
  void makesASealWhenADomainIsFirstAskedForAndKeepsIt() {
    Seals seals = new Seals(keyring, 10);
    assertThat(seals.count()).isZero();
    assertThat(seals.of(DOMAIN)).isSameAs(seals.of(DOMAIN));
    assertThat(seals.count()).isEqualTo(1);
  }

  @Test
  void keepsNoMoreThanItsBound() {
    Seals seals = new Seals(keyring, 10);
    for (int i = 0; i < 1000; i++) {
      seals.of(Domains.of("links%d.example.test".formatted(i)));
    }
    assertThat(seals.count()).isLessThanOrEqualTo(10);
  }

  @Test
  void opensNothingOfAFormerOwnerThoughItsSealIsStillThere() {
    Seals seals = new Seals(keyring, 10);
    String token = seals.of(DOMAIN).seal(link(), NOW);
    assertThat(seals.of(DOMAIN).open(token, LinkKind.CLICK)).isNotNull();
    assertThat(seals.of(DOMAIN.withGeneration(2)).open(token, LinkKind.CLICK)).isNull();
  }

  @Test
  void theTrackerMakesNoneUntilALinkIsAskedForAndForgetsThemWithTheirKeys() {
    TestClock clock = new TestClock(NOW);
    Tracker tracker = new Tracker(new EventIds(SECRETS), clock);
    String path = "/c/" + LinkSeal.of(keyring, DOMAIN.host().value(), 1).seal(link(), NOW);

    tracker.serve(Map.of(DOMAIN.host().value(), DOMAIN), keyring);
    assertThat(tracker.seals()).isZero();
    assertThat(tracker.answer(get(path))).isInstanceOf(Answer.Redirect.class);
    assertThat(tracker.seals()).isEqualTo(1);
    tracker.serve(Map.of(DOMAIN.host().value(), DOMAIN.withHttps(false)), keyring);
    assertThat(tracker.seals()).as("the keys are the same").isEqualTo(1);

    tracker.serve(Map.of(DOMAIN.host().value(), DOMAIN), keyring());
    assertThat(tracker.seals()).isZero();
    assertThat(tracker.answer(get(path))).isEqualTo(Refusal.LINK_UNKNOWN);
  }

  private static Link link() {
    return new Link(
        LinkKind.CLICK,
        "spring-2026",
        new Recipient.Anonymous(),
        NOW,
        0,
        1,
        Destination.of("https://www.example.com/".getBytes(StandardCharsets.UTF_8)));
  }

  private static TrackRequest get(String path) {
    return new TrackRequest(TrackRequest.Method.GET, DOMAIN.host().value(), path, new byte[4], "");
  }
}
