package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.domain.HostName;
import io.clickward.testing.Golden;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventJsonTest {
  private static final UUID ID = UUID.fromString("019aa663-5c80-7000-8000-00000000002a");

  @Test
  void writesOneObjectALine() {
    Event click =
        event(
            EventKind.CLICK,
            0,
            "https://shop.example.com/a?b=\"c\"&d=\\é",
            Verdict.MACHINE,
            List.of("data-center", "too-fast"));
    Event open = event(EventKind.OPEN, Event.NO_LINK, "", Verdict.UNCLASSIFIED, List.of());
    Golden.assertMatches(
        "event/events.jsonl", EventJson.line(click) + "\n" + EventJson.line(open) + "\n");
  }

  @Test
  void timesHaveMillisecondsEvenWhenTheyAreZero() {
    assertThat(EventJson.line(Events.click("m"))).contains("\"time\":\"2026-11-21T12:00:00.000Z\"");
  }

  @Test
  void refusesAReasonThatIsNotLowerCaseWordsWithHyphens() {
    for (String reason : List.of("", "Too-fast", "too,fast", "too fast", "-")) {
      List<String> reasons = List.of(reason);
      assertThatThrownBy(() -> event(EventKind.OPEN, -1, "", Verdict.MACHINE, reasons))
          .hasMessageContaining("expected lower-case words");
    }
  }

  private static Event event(
      EventKind kind, int link, String url, Verdict verdict, List<String> reasons) {
    return new Event(
        ID,
        Instant.parse("2026-11-21T09:08:07.123456Z"),
        kind,
        new HostName("links.example.com"),
        "spring-sale-2026",
        "3qUm0bTn0oTqSgLqZ8b1Yw",
        link,
        url,
        "2001:db8::17",
        "Mozilla/5.0 \t(X11; \u0007)",
        verdict,
        reasons);
  }
}
