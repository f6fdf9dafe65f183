package io.clickward.event;

import io.clickward.domain.HostName;
import io.clickward.testing.TestClock;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Events for tests. */
final class Events {
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final HostName HOST = new HostName("links.example.com");
  private static final EventIds IDS = new EventIds(new TestClock(NOON), new Random(1));

  private Events() {}

  /** A click whose message is the given word. */
  static Event click(String message) {
    return at(NOON, EventKind.CLICK, message);
  }

  static Event at(Instant time, EventKind kind, String message) {
    return new Event(
        IDS.next(),
        time,
        kind,
        HOST,
        message,
        "3qUm0bTn0oTqSgLqZ8b1Yw",
        kind == EventKind.CLICK ? 2 : Event.NO_LINK,
        "https://shop.example.com/spring/sale?utm_source=mail&utm_campaign=spring",
        "192.0.2.17",
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        Verdict.UNCLASSIFIED,
        List.of());
  }
}
