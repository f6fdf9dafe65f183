package io.clickward.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.dns.RecheckSchedule.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecheckScheduleTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  /** When a pending host is looked at, each time exactly when it was due. */
  private static List<Duration> pendingLooks() {
    List<Duration> looks = new ArrayList<>();
    Instant last = START;
    for (int checks = 0;
        RecheckSchedule.pending(START, checks, last) instanceof Next.At at;
        checks++) {
      assertThat(at.time()).isAfter(last);
      last = at.time();
      looks.add(Duration.between(START, last));
    }
    return looks;
  }

  @Test
  void looksOftenWhileSomebodyWaits() {
    assertThat(pendingLooks()).first().isEqualTo(Duration.ofSeconds(30));
    assertThat(pendingLooks())
        .filteredOn(d -> d.compareTo(Duration.ofMinutes(20)) < 0)
        .hasSizeBetween(10, 15);
  }

  @Test
  void growsRarerAndStops() {
    List<Duration> looks = pendingLooks();
    assertThat(looks).hasSizeBetween(80, 140);
    assertThat(looks.getLast()).isBetween(Duration.ofDays(60), Duration.ofDays(62));
    for (int i = 2; i < looks.size(); i++) {
      assertThat(looks.get(i).minus(looks.get(i - 1)))
          .isGreaterThanOrEqualTo(looks.get(i - 1).minus(looks.get(i - 2)))
          .isLessThanOrEqualTo(Duration.ofDays(1));
    }
  }

  @Test
  void saysWhyItStopped() {
    Instant late = START.plus(Duration.ofDays(61));
    assertThat(RecheckSchedule.pending(START, 100, late))
        .isInstanceOfSatisfying(
            Next.Stopped.class, stopped -> assertThat(stopped.reason()).contains("60 days"));
    assertThat(RecheckSchedule.lost(START, late)).isInstanceOf(Next.Stopped.class);
  }

  @Test
  void nothingIsLeftOutBeforeItsLastLook() {
    Instant last = START.plus(pendingLooks().getLast());
    assertThat(RecheckSchedule.pendingFrom(last)).isBeforeOrEqualTo(START);
    assertThat(RecheckSchedule.pendingFrom(last.plus(Duration.ofDays(1)))).isAfter(START);
    Instant lost = START;
    while (RecheckSchedule.lost(START, lost) instanceof Next.At(Instant time)) {
      lost = time;
    }
    assertThat(RecheckSchedule.lostFrom(lost)).isBeforeOrEqualTo(START);
    assertThat(RecheckSchedule.lostFrom(lost.plus(Duration.ofDays(1)))).isAfter(START);
  }

  @Test
  void startsAnewWhenSomebodyAsks() {
    Instant late = START.plus(Duration.ofDays(61));
    assertThat(RecheckSchedule.pending(late, 0, late)).isEqualTo(new Next.At(late.plusSeconds(30)));
  }

  @Test
  void neverStopsLookingAtAHostThatServes() {
    assertThat(RecheckSchedule.serving(START))
        .isEqualTo(new Next.At(START.plus(Duration.ofHours(1))));
  }
}
