package io.clickward.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final List<Integer> MUCH = IntStream.range(0, 1000).boxed().toList();

  private final Turns turns = new Turns(4, 2);
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();

  @AfterEach
  void stop() {
    turns.close();
    end.countDown();
  }

  private void hang(int piece) {
    begun.incrementAndGet();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void oneAccountsSlowWorkLeavesRoomForOthers() throws Exception {
    turns.begin("slow", MUCH, this::hang);
    Eventually.await("its part of the room is full", PATIENCE, () -> begun.get() == 2);
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());

    turns.begin("other", MUCH, done::add);

    Eventually.await("all of the other's work is done", PATIENCE, () -> done.size() == 1000);
    assertThat(begun).hasValue(2);
  }

  @Test
  void allTogetherGetNoMoreThanTheRoom() throws Exception {
    for (String account : List.of("a", "b", "c", "d")) {
      turns.begin(account, MUCH, this::hang);
    }
    Eventually.await("the room is full", PATIENCE, () -> begun.get() == 4);
    Thread.sleep(50);
    assertThat(begun).hasValue(4);
  }

  @Test
  void whatHasNotBegunIsNotBegunTwice() throws Exception {
    turns.begin("slow", List.of(1, 2, 3), this::hang);
    turns.begin("slow", List.of(1, 2, 3), this::hang);
    end.countDown();
    Eventually.await("all is done", PATIENCE, () -> begun.get() == 3);
    Thread.sleep(50);
    assertThat(begun).hasValue(3);
  }

  @Test
  void whatStillGoesOnCountsWhenMoreIsBegun() throws Exception {
    turns.begin("slow", List.of(1, 2), this::hang);
    Eventually.await("its part of the room is full", PATIENCE, () -> begun.get() == 2);
    turns.begin("slow", List.of(3, 4), this::hang);
    Thread.sleep(50);
    assertThat(begun).hasValue(2);
  }

  @Test
  void workThatFailsGivesItsRoomBack() throws Exception {
    List<Integer> tried = Collections.synchronizedList(new ArrayList<>());
    Thread.UncaughtExceptionHandler usual = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, _) -> {});
    try {
      turns.begin(
          "faulty",
          MUCH,
          piece -> {
            tried.add(piece);
            throw new IllegalStateException("a bug");
          });
      Eventually.await("all was tried", PATIENCE, () -> tried.size() == 1000);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(usual);
    }
  }
}
