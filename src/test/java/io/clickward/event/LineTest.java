package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** The line under two threads that add to it at the same time. */
class LineTest {
  private static final int ROUNDS = 200_000;

  private final Line line = new Line(1L << 30);
  private final Event event = Events.click("line");
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger added = new AtomicInteger();

  /**
   * Of two that add at once one may leave the tail at a place that is then no longer in the line.
   */
  @Test
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void takesEventsAfterItWasEmptiedBehindTwoThatCameAtOnce() throws Exception {
    Thread other = Thread.ofPlatform().daemon().start(this::addWheneverARoundBegins);
    for (int round = 1; round <= ROUNDS; round++) {
      begun.set(round);
      line.add(new Waiting(event, null, 0));
      await(added, round);
      assertThat(line.group(3)).hasSize(2);
      line.leave(line.group(3));
    }
    other.join();
    assertThat(line.first()).isNull();
    assertThat(line.bytes()).isZero();
  }

  /** A probe that looks just when a group leaves would tell of an event of an hour ago. */
  @Test
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void theFirstIsNeverOneThatHasLeft() throws Exception {
    AtomicInteger left = new AtomicInteger();
    Thread committing =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  for (int round = 1; round <= ROUNDS; round++) {
                    line.add(new Waiting(event, null, round));
                    line.leave(line.group(1));
                    left.set(round);
                  }
                });
    while (committing.isAlive()) {
      int before = left.get();
      Waiting first = line.first();
      assertThat(first == null || first.sinceNanos() > before).isTrue();
    }
    committing.join();
  }

  private void addWheneverARoundBegins() {
    for (int round = 1; round <= ROUNDS; round++) {
      await(begun, round);
      line.add(new Waiting(event, null, 0));
      added.set(round);
    }
  }

  /** Without sleep: the two are to meet. */
  private static void await(AtomicInteger count, int round) {
    while (count.get() < round) {
      Thread.onSpinWait();
    }
  }
}
