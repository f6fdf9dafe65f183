package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JournalSettingsTest {
  @Test
  void waitsLongerForMoreOnlyWhereManyCome() {
    JournalSettings sync = with(Durability.SYNC, Duration.ofMillis(1));
    assertThat(sync.windowAfter(0)).hasMillis(1);
    assertThat(sync.windowAfter(63)).hasMillis(1);
    assertThat(sync.windowAfter(64)).hasMillis(2);
  }

  @Test
  void letsNoMoreThanTenMillisecondsBeLostUnlessToldTo() {
    assertThat(with(Durability.ASYNC, Duration.ofMillis(1)).windowAfter(4000)).hasMillis(10);
    assertThat(with(Durability.ASYNC, Duration.ofMillis(30)).windowAfter(4000)).hasMillis(30);
  }

  private static JournalSettings with(Durability durability, Duration groupWindow) {
    JournalSettings given = JournalSettings.DEFAULT;
    return new JournalSettings(
        durability, given.waitMax(), given.queueBytesMax(), groupWindow, given.groupEventsMax());
  }
}
