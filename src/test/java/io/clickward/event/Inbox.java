package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Collects settlements. */
final class Inbox implements Settled {
  private static final int WAIT_SECONDS_MAX = 20;
  private final LinkedBlockingQueue<Settlement> settlements = new LinkedBlockingQueue<>();

  @Override
  public void settled(Settlement how) {
    settlements.add(how);
  }

  /** Waits for the next one. */
  Settlement next() throws InterruptedException {
    Settlement next = settlements.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    assertThat(next).as("a settlement within %d s", WAIT_SECONDS_MAX).isNotNull();
    return next;
  }

  /** Waits for so many. */
  List<Settlement> next(int count) throws InterruptedException {
    List<Settlement> all = new ArrayList<>();
    while (all.size() < count) {
      all.add(next());
    }
    return all;
  }

  /** What has come and was not taken yet. */
  List<Settlement> rest() {
    List<Settlement> rest = new ArrayList<>();
    settlements.drainTo(rest);
    return rest;
  }
}
