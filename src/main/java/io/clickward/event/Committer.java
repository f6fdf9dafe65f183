package io.clickward.event;

import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The committing thread: everything that waits is one group, one group is one transaction. A disk
 * that fails is tried until it works; the group stays in memory, in order.
 */
final class Committer implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Committer.class);
  private static final Duration RETRY_FIRST = Duration.ofMillis(100);
  private static final Duration RETRY_MAX = Duration.ofSeconds(1);

  /** How long it rests without events before it looks whether a new day has begun. */
  private static final Duration REST_MAX = Duration.ofSeconds(1);

  private final Line line;
  private final DayWriter writer;
  private final Counters counters;
  private final InstantSource clock;
  private final JournalSettings settings;
  private final Thread thread = Thread.ofPlatform().daemon().name("journal-commit").unstarted(this);

  /** Whether the thread is about to sleep because nothing waits, and has to be woken. */
  private final AtomicBoolean resting = new AtomicBoolean();

  private volatile long giveUpNanos = Long.MAX_VALUE;
  private long lastStartNanos;
  private int lastGroup;

  Committer(
      Line line,
      DayWriter writer,
      Counters counters,
      JournalSettings settings,
      InstantSource clock) {
    this.line = line;
    this.writer = writer;
    this.counters = counters;
    this.clock = clock;
    this.settings = settings;
    this.lastStartNanos = System.nanoTime() - settings.windowAfter(0).toNanos();
  }

  void start() {
    thread.start();
  }

  /** Says that an event was added. */
  void wake() {
    if (resting.get() && resting.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  /**
   * Waits until the closed line is drained; what the disk has not taken after {@code max} is lost.
   * False when the thread hangs in the disk.
   */
  boolean finish(Duration max) throws InterruptedException {
    giveUpNanos = System.nanoTime() + max.toNanos();
    LockSupport.unpark(thread);
    return thread.join(max.plus(RETRY_MAX));
  }

  @Override
  public void run() {
    while (!line.isDrained()) {
      try {
        commit(nextGroup());
      } catch (RuntimeException | Error e) {
        Stumble.tell("journal-commit", e);
        LockSupport.parkNanos(RETRY_FIRST.toNanos());
      }
    }
  }

  /**
   * What waits when the window is over. It is slept out first, so that nobody has to wake this
   * thread for what comes meanwhile. A group that was full left others behind, which wait no
   * longer.
   */
  private List<Waiting> nextGroup() {
    if (lastGroup < settings.groupEventsMax()) {
      waitForWindow(settings.windowAfter(lastGroup).toNanos());
    }
    if (line.first() == null) {
      rest();
    }
    List<Waiting> group = line.group(settings.groupEventsMax());
    lastGroup = group.size();
    return group;
  }

  private void rest() {
    resting.set(true);
    if (line.first() == null && !line.isDrained()) {
      LockSupport.parkNanos(REST_MAX.toNanos());
    }
    resting.set(false);
  }

  /** Sleeps until some time since the last commit's start has passed. */
  private void waitForWindow(long windowNanos) {
    long left = windowNanos - (System.nanoTime() - lastStartNanos);
    while (left > 0 && !isClosing()) {
      LockSupport.parkNanos(left);
      left = windowNanos - (System.nanoTime() - lastStartNanos);
    }
  }

  private void commit(List<Waiting> group) {
    lastStartNanos = System.nanoTime();
    writer.turnTo(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    GroupEvent recorded = new GroupEvent();
    recorded.begin();
    Duration pause = RETRY_FIRST;
    while (isTimeUp() || !attempt(group)) {
      if (isTimeUp() || line.isDrained()) {
        dropAll();
        return;
      }
      rest(pause);
      pause = pause.multipliedBy(2).compareTo(RETRY_MAX) < 0 ? pause.multipliedBy(2) : RETRY_MAX;
    }
    if (!group.isEmpty()) {
      recorded.end();
      settle(group);
      recorded.events = group.size();
      recorded.commit();
    }
  }

  /** Never past the time to give up: {@link #finish} would take a sleeper for one that hangs. */
  private void rest(Duration pause) {
    long left = isClosing() ? giveUpNanos - System.nanoTime() : Long.MAX_VALUE;
    LockSupport.parkNanos(Math.min(pause.toNanos(), left));
  }

  private boolean attempt(List<Waiting> group) {
    try {
      writer.write(group);
    } catch (Exception | Error e) {
      writer.abandon();
      if (counters.failing(clock.instant(), String.valueOf(e.getMessage()))) {
        log.error("the journal cannot write; events wait in memory until it can", e);
      }
      return false;
    }
    if (counters.working()) {
      log.warn("the journal can write again");
    }
    return true;
  }

  /** Out of the line the watch sees them no more: they are told whatever happens. */
  private void settle(List<Waiting> group) {
    line.leave(group);
    try {
      counters.committed(group, System.nanoTime());
    } finally {
      announce(group, Settlement.DURABLE);
    }
  }

  private static void announce(List<Waiting> group, Settlement how) {
    Announcement announcement = new Announcement(how);
    group.forEach(announcement::add);
    announcement.tell();
  }

  private boolean isClosing() {
    return giveUpNanos != Long.MAX_VALUE;
  }

  private boolean isTimeUp() {
    return isClosing() && System.nanoTime() - giveUpNanos >= 0;
  }

  private void dropAll() {
    long dropped = 0;
    while (!line.isDrained()) {
      List<Waiting> group = line.group(settings.groupEventsMax());
      if (!group.isEmpty()) {
        line.leave(group);
        counters.lost.add(group.size());
        announce(group, Settlement.LOST);
        dropped += group.size();
      }
      Thread.onSpinWait();
    }
    if (dropped > 0) {
      log.error("The journal closed before the disk had taken all; events lost: {}", dropped);
    }
  }
}
