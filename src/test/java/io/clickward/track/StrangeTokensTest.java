package io.clickward.track;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.HostName;
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
import io.clickward.testing.Memory;
import io.clickward.testing.StrangeTokens;
import io.clickward.testing.TestClock;
import io.clickward.track.Answer.Refusal;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A million tokens that strangers might try. */
class StrangeTokensTest {
  private static final int TOKENS = 1_000_000;
  private static final int WARM_UP = 100_000;
  private static final long GROWTH_BYTES_MAX = 4L << 20;
  private static final HostName HOST = HostName.parse("links.example.test");
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");
  private static final SecureRandom SECRETS = new SecureRandom();
  private static final LinkKey RETIRED = new LinkKey(1, Secret.random(SECRETS), Instant.EPOCH);
  private static final LinkKey LIVE = new LinkKey(2, Secret.random(SECRETS), Instant.EPOCH);

  private final TestClock clock = new TestClock(NOW);
  private final Tracker tracker = new Tracker(new EventIds(SECRETS), clock);

  @Test
  void noneOpensUnlessItIsUnchangedAndMemoryStaysFlat() throws Exception {
    tracker.serve(Map.of(HOST.value(), Domains.of(HOST.value())), keyring(LIVE));
    long seed = System.nanoTime();
    StrangeTokens tokens = new StrangeTokens(genuine(), foreign(), new Random(seed));
    int opened = tryAll(tokens, WARM_UP, seed);
    long before = Memory.liveBytes();
    opened += tryAll(tokens, TOKENS - WARM_UP, seed);
    long grown = Memory.liveBytes() - before;
    System.out.printf(
        "Strange tokens: %d tried, %d of them unchanged and opened, %d KiB grown%n",
        TOKENS, opened, grown >> 10);
    assertThat(opened).as("unchanged ones").isPositive();
    assertThat(grown).isLessThan(GROWTH_BYTES_MAX);
  }

  private int tryAll(StrangeTokens tokens, int count, long seed) {
    int opened = 0;
    for (int i = 0; i < count; i++) {
      String token = tokens.next();
      Answer answer = tracker.answer(get("/c/" + token));
      if (tokens.isGenuine(token) != (answer instanceof Answer.Redirect)
          || tracker.answer(get("/o/" + token)) != Refusal.LINK_UNKNOWN) {
        throw new AssertionError("seed %d: %s for %s".formatted(seed, answer, token));
      }
      opened += answer instanceof Answer.Redirect ? 1 : 0;
    }
    return opened;
  }

  private static TrackRequest get(String path) {
    return new TrackRequest(TrackRequest.Method.GET, HOST.value(), path, new byte[4], "");
  }

  private static List<String> genuine() {
    return clicks(seal(LIVE, HOST, 1));
  }

  /**
   * Good tokens of another host, of a former owner, of a retired key; and with a spare key's
   * number.
   */
  private static List<String> foreign() {
    List<String> foreign = new ArrayList<>();
    foreign.addAll(clicks(seal(LIVE, HostName.parse("go.example.org"), 1)));
    foreign.addAll(clicks(seal(LIVE, HOST, 2)));
    foreign.addAll(clicks(seal(RETIRED, HOST, 1)));
    foreign.addAll(clicks(seal(new LinkKey(2, Secret.random(SECRETS), NOW), HOST, 1)));
    return foreign;
  }

  private static LinkSeal seal(LinkKey key, HostName host, int generation) {
    return LinkSeal.of(keyring(key), host.value(), generation);
  }

  private static Keyring keyring(LinkKey key) {
    return new Keyring(Secret.random(SECRETS), List.of(key));
  }

  private static List<String> clicks(LinkSeal seal) {
    List<String> clicks = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String url = "https://www.example.com/" + "a".repeat(i) + "?utm_source=mail";
      clicks.add(
          seal.seal(
              new Link(
                  LinkKind.CLICK,
                  "spring-" + i,
                  new Recipient.Pseudonym(i, -i),
                  NOW,
                  i % 7,
                  7,
                  Destination.of(url.getBytes(UTF_8))),
              NOW));
    }
    return clicks;
  }
}
