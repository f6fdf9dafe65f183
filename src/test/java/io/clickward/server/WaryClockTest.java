package io.clickward.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WaryClockTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private final TestClock clock = new TestClock(NOW);
  private final WaryClock wary = new WaryClock(clock);

  @Test
  void goesOnByADayAtMostWhileTheClockIsAYearAhead() {
    clock.advance(Duration.ofDays(365));
    assertThat(wary.instant()).isEqualTo(NOW.plus(Duration.ofDays(1)));
    clock.set(NOW.plusSeconds(3600));
    assertThat(wary.instant()).isEqualTo(NOW.plusSeconds(3600));
  }

  @Test
  void catchesUpADayWithEachLook() {
    clock.advance(Duration.ofDays(2).plusHours(1));
    assertThat(wary.instant()).isEqualTo(NOW.plus(Duration.ofDays(1)));
    assertThat(wary.instant()).isEqualTo(NOW.plus(Duration.ofDays(2)));
    assertThat(wary.instant()).isEqualTo(clock.instant());
  }
}
