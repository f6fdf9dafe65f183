package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CountersTest {
  /** Any instant; also one near which the clock of {@link System#nanoTime} may wrap. */
  private static final long START = Long.MAX_VALUE - 1_000_000_000L;

  private final Counters counters = new Counters();
  private final Line line = new Line(1_000_000);

  private void addAt(double seconds) {
    assertThat(line.add(new Waiting(Events.click("m"), null, nanos(seconds)))).isTrue();
  }

  private void commitAt(double seconds) {
    List<Waiting> group = line.group(100);
    line.leave(group);
    counters.committed(group, nanos(seconds));
  }

  private Optional<Duration> slowAt(double seconds) {
    return counters.snapshot(line, nanos(seconds)).slow();
  }

  private static long nanos(double seconds) {
    return START + Math.round(seconds * 1e9);
  }

  @Test
  void saysSlowWhileAnEventWaitsForOverTwoSeconds() {
    addAt(0);
    assertThat(slowAt(2)).isEmpty();
    assertThat(slowAt(2.5)).contains(Duration.ofMillis(2_500));
  }

  @Test
  void staysSlowForTenSecondsAfterACommitEndedTheWait() {
    addAt(0);
    commitAt(3);
    addAt(3);
    assertThat(slowAt(3.1)).contains(Duration.ofSeconds(3));
    commitAt(3.2);
    assertThat(slowAt(12.9)).contains(Duration.ofSeconds(3));
    assertThat(slowAt(13)).isEmpty();
  }

  @Test
  void isNotSlowWhenManyCommitsInARowAreQuick() {
    for (int second = 0; second < 10; second++) {
      addAt(second);
      commitAt(second + 1.9);
      assertThat(slowAt(second + 1.9)).isEmpty();
    }
  }
}
