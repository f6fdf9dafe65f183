package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long PIECE_NANOS = Duration.ofMillis(2).toNanos();
  private static final int PIECES = 20;

  @Test
  void leavesMostOfTheTimeToOthers() {
    Pace pace = Pace.behindOthers();
    pace.rest();
    long begin = System.nanoTime();
    for (int i = 0; i < PIECES; i++) {
      work();
      pace.rest();
    }
    assertThat(System.nanoTime() - begin).isGreaterThan(4 * PIECES * PIECE_NANOS);
  }

  private static void work() {
    long end = System.nanoTime() + PIECE_NANOS;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
