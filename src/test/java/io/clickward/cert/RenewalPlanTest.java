package io.clickward.cert;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.cert.RenewalPlan.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RenewalPlanTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  private static RenewalPlan plan(Duration life, Optional<Window> window, double jitter) {
    return RenewalPlan.of(START, START.plus(life), window, jitter);
  }

  private static Instant day(double days) {
    return START.plusMillis((long) (days * Duration.ofDays(1).toMillis()));
  }

  @Test
  void renewsWhenAThirdOfALongLifeIsLeft() {
    assertThat(plan(Duration.ofDays(90), Optional.empty(), 0))
        .isEqualTo(new RenewalPlan(day(60), false));
  }

  @Test
  void renewsWhenHalfOfAShortLifeIsLeft() {
    assertThat(plan(Duration.ofHours(160), Optional.empty(), 0).at())
        .isEqualTo(START.plus(Duration.ofHours(80)));
    assertThat(plan(Duration.ofDays(10), Optional.empty(), 0).at())
        .isEqualTo(START.plus(Duration.ofDays(10).dividedBy(3).multipliedBy(2)));
  }

  @Test
  void spreadsRenewalsToEarlierMomentsOnly() {
    assertThat(plan(Duration.ofDays(90), Optional.empty(), 1).at()).isEqualTo(day(57));
    assertThat(plan(Duration.ofDays(90), Optional.empty(), 0.5).at()).isEqualTo(day(58.5));
  }

  @Test
  void takesTheSpanThatTheCaNames() {
    Optional<Window> window = Window.of(day(40), day(42));
    assertThat(plan(Duration.ofDays(90), window, 0)).isEqualTo(new RenewalPlan(day(40), true));
    assertThat(plan(Duration.ofDays(90), window, 0.5).at()).isEqualTo(day(41));
  }

  @Test
  void aSpanInThePastMeansNow() {
    assertThat(plan(Duration.ofDays(90), Window.of(day(-3), day(-2)), 0.5).at()).isBefore(START);
  }

  @Test
  void neverWaitsUntilTooLateWhateverTheCaSays() {
    assertThat(plan(Duration.ofDays(100), Window.of(day(98), day(120)), 0.5))
        .isEqualTo(new RenewalPlan(day(95), false));
  }

  @Test
  void aSpanThatEndsBeforeItBeginsIsNone() {
    assertThat(Window.of(day(2), day(1))).isEmpty();
  }

  @Test
  void failuresAreTriedAgainAfterOneTenAndAHundredMinutesThenDaily() {
    assertThat(BackOff.HOST.after(1)).isEqualTo(Duration.ofMinutes(1));
    assertThat(BackOff.HOST.after(2)).isEqualTo(Duration.ofMinutes(10));
    assertThat(BackOff.HOST.after(3)).isEqualTo(Duration.ofMinutes(100));
    assertThat(BackOff.HOST.after(4)).isEqualTo(Duration.ofDays(1));
    assertThat(BackOff.HOST.after(400)).isEqualTo(Duration.ofDays(1));
  }
}
