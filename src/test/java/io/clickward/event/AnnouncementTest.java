package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
  private final List<Runnable> tasks = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final Announcement announcement = new Announcement(Settlement.DURABLE);

  private Waiting waiting(String name, Executor on) {
    return new Waiting(
        Events.click(name),
        new Settled() {
          @Override
          public void settled(Settlement how) {
            told.add(name + " " + how);
          }

          @Override
          public Executor on() {
            return on;
          }
        },
        0);
  }

  @Test
  void tellsAllOfOneExecutorInOneTask() {
    Executor loop = tasks::add;
    Executor other = tasks::add;
    announcement.add(waiting("a", loop));
    announcement.add(waiting("b", other));
    announcement.add(waiting("c", loop));
    announcement.tell();
    assertThat(told).isEmpty();
    assertThat(tasks).hasSize(2);
    tasks.forEach(Runnable::run);
    assertThat(told).containsExactly("a DURABLE", "c DURABLE", "b DURABLE");
  }

  @Test
  void tellsNobodyTwice() {
    Waiting late = waiting("a", Runnable::run);
    Announcement first = new Announcement(Settlement.LATE);
    assertThat(first.add(late)).isTrue();
    assertThat(announcement.add(late)).isFalse();
    announcement.tell();
    first.tell();
    assertThat(told).containsExactly("a LATE");
  }

  @Test
  void anExecutorThatTakesNoTasksHurtsNobodyElse() {
    announcement.add(
        waiting(
            "a",
            _ -> {
              throw new RejectedExecutionException("shut down");
            }));
    announcement.add(waiting("b", Runnable::run));
    announcement.tell();
    assertThat(told).containsExactly("b DURABLE");
  }
}
