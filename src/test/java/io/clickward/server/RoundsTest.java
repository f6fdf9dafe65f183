package io.clickward.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static void assertThatItComesAgainAfter(Exception failure, Error error) throws Exception {
    AtomicInteger rounds = new AtomicInteger();
    try (Rounds all = new Rounds()) {
      all.every(
          Duration.ofMillis(1),
          "test",
          () -> {
            if (rounds.incrementAndGet() % 2 == 0) {
              throw failure;
            }
            throw error;
          });
      Eventually.await("it comes again", Duration.ofSeconds(10), () -> rounds.get() > 4);
    }
    int last = rounds.get();
    Thread.sleep(20);
    assertThat(rounds).hasValue(last);
  }

  @Test
  void aRoundThatFailsComesAgainInWhateverWayItFailed() throws Exception {
    assertThatItComesAgainAfter(new IOException("no disk"), new OutOfMemoryError("no memory"));
    assertThatItComesAgainAfter(new IllegalStateException("a bug"), new StackOverflowError());
  }
}
