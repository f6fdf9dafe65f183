package io.clickward.event;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that settles events as late. It walks the line behind those who add and sleeps until
 * the first event that is not settled falls due. With none in sight it sleeps for as long as an
 * event may wait: one that comes meanwhile falls due after that, so nobody ever has to wake it.
 */
final class Watch implements Runnable {
  private final Line line;
  private final Counters counters;
  private final long waitMaxNanos;
  private final Thread thread = Thread.ofPlatform().daemon().name("journal-watch").unstarted(this);
  private volatile boolean stopped;

  Watch(Line line, Counters counters, Duration waitMax) {
    this.line = line;
    this.counters = counters;
    this.waitMaxNanos = waitMax.toNanos();
  }

  void start() {
    thread.start();
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    Waiting place = line.place();
    while (!stopped) {
      try {
        place = settleDue(place, System.nanoTime());
        rest(place);
      } catch (RuntimeException | Error e) {
        Stumble.tell("journal-watch", e);
        LockSupport.parkNanos(waitMaxNanos);
      }
    }
  }

  /** Sleeps until the first event behind a place falls due. */
  private void rest(Waiting place) {
    Waiting next = line.after(place);
    long left = next == null ? waitMaxNanos : due(next) - System.nanoTime();
    if (left > 0) {
      LockSupport.parkNanos(left);
    }
  }

  /** Settles what is due and answers the last place where nothing is left to do. */
  private Waiting settleDue(Waiting from, long now) {
    Announcement late = new Announcement(Settlement.LATE);
    Waiting place = from;
    try {
      for (Waiting next = line.after(place);
          next != null && (next.isSettled() || due(next) - now <= 0);
          next = line.after(place)) {
        if (late.add(next)) {
          counters.late.increment();
        }
        place = next;
      }
    } finally {
      late.tell();
    }
    return place;
  }

  private long due(Waiting waiting) {
    return waiting.sinceNanos() + waitMaxNanos;
  }
}
