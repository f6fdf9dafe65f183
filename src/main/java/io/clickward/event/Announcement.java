package io.clickward.event;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells many waiters the same, by one task for each executor. A task for each waiter wakes the
 * executor's thread again and again, which then takes the core from the one that tells.
 */
final class Announcement {
  private static final Logger log = LoggerFactory.getLogger(Announcement.class);

  private final Settlement how;

  /** One for each event loop: few enough to look through. */
  private final List<Audience> audiences = new ArrayList<>(2);

  private record Audience(Executor executor, List<Settled> waiters, Settlement how)
      implements Runnable {
    @Override
    public void run() {
      for (Settled waiter : waiters) {
        Waiting.tell(waiter, how);
      }
    }
  }

  Announcement(Settlement how) {
    this.how = how;
  }

  /** Takes an event whose waiter is to be told; false when it was told already. */
  boolean add(Waiting waiting) {
    Settled waiter = waiting.claim();
    if (waiter == null) {
      return false;
    }
    of(waiter.on()).waiters.add(waiter);
    return true;
  }

  private Audience of(Executor executor) {
    for (Audience audience : audiences) {
      if (audience.executor == executor) {
        return audience;
      }
    }
    Audience audience = new Audience(executor, new ArrayList<>(), how);
    audiences.add(audience);
    return audience;
  }

  /** Tells all that were added. */
  void tell() {
    for (Audience audience : audiences) {
      try {
        audience.executor.execute(audience);
      } catch (RuntimeException e) {
        log.error(
            "Nobody could be told that events are {}; {} waited", how, audience.waiters.size(), e);
      }
    }
  }
}
