package io.clickward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class MeanwhileTest {
  private final AtomicBoolean closed = new AtomicBoolean();

  @Test
  void opensWhileItsCallerGoesOn() {
    CountDownLatch wentOn = new CountDownLatch(1);
    Meanwhile<AutoCloseable> meanwhile =
        Meanwhile.open(
            () -> {
              await(wentOn);
              return () -> closed.set(true);
            });
    wentOn.countDown();
    assertThat(meanwhile.part()).isNotNull();
  }

  @Test
  void closesWhatWasOpenedAlsoWhenNobodyAskedForIt() throws Exception {
    Meanwhile.<AutoCloseable>open(() -> () -> closed.set(true)).close();
    assertThat(closed).isTrue();
  }

  @Test
  void failsAsTheOpeningFailedAndHasNothingToClose() {
    IllegalStateException failure = new IllegalStateException("clickward.db cannot be opened");
    Meanwhile<AutoCloseable> meanwhile =
        Meanwhile.open(
            () -> {
              throw failure;
            });
    assertThatThrownBy(meanwhile::part).isSameAs(failure);
    assertThatCode(meanwhile::close).doesNotThrowAnyException();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
