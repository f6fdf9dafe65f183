package io.clickward.event;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The events on their way to disk in the order they came, bounded in bytes. Any thread adds,
 * without a lock. An event leaves when it is on disk, not when somebody looks at it, so that the
 * committing thread and the watch each walk the same line at their own pace.
 */
final class Line {
  /**
   * Added to the byte count when the line closes: every later reservation is then over the bound,
   * and those made before are drained when the count is exactly this.
   */
  private static final long CLOSED = 1L << 62;

  private final long bytesMax;
  private final AtomicLong reserved = new AtomicLong();

  /** The last event, or one not far before it. */
  private final AtomicReference<Waiting> tail;

  /** The place before the first event that is not on disk. */
  private volatile Waiting done = Waiting.none();

  Line(long bytesMax) {
    this.bytesMax = bytesMax;
    this.tail = new AtomicReference<>(done);
  }

  /** Adds an event, or says that there is no room for it. */
  boolean add(Waiting waiting) {
    if (reserved.addAndGet(waiting.bytes()) > bytesMax) {
      reserved.addAndGet(-waiting.bytes());
      return false;
    }
    Waiting near = tail.get();
    Waiting last = near;
    do {
      last = end(last);
    } while (!last.link(waiting));
    tail.compareAndSet(near, waiting);
    return true;
  }

  /** The last event, or the place behind which the first one goes when all have left. */
  private Waiting end(Waiting from) {
    Waiting last = from;
    for (Waiting next = last.next(); next != null; next = last.next()) {
      last = next == last ? done : next;
    }
    return last;
  }

  /** What comes behind a place; behind one that has left the line, the first that has not. */
  @Nullable Waiting after(Waiting place) {
    Waiting from = place;
    Waiting next = from.next();
    while (next == from) {
      from = done;
      next = from.next();
    }
    return next;
  }

  /** The first event that is not on disk. */
  @Nullable Waiting first() {
    return after(done);
  }

  /** The place to start walking from. */
  Waiting place() {
    return done;
  }

  /** The first events that are not on disk, in order; they stay in the line. */
  List<Waiting> group(int eventsMax) {
    List<Waiting> group = new ArrayList<>();
    Waiting next = first();
    while (next != null && group.size() < eventsMax) {
      group.add(next);
      next = next.next();
    }
    return group;
  }

  /** Lets the group go that {@link #group} gave last. */
  void leave(List<Waiting> group) {
    Waiting left = done;
    done = group.getLast();
    long bytes = 0;
    for (Waiting waiting : group) {
      left.leave();
      left = waiting;
      bytes += waiting.bytes();
    }
    reserved.addAndGet(-bytes);
  }

  /** Takes no more; what had room before still comes in. */
  void close() {
    reserved.updateAndGet(bytes -> bytes >= CLOSED ? bytes : bytes + CLOSED);
  }

  /** Whether the line is closed and the last event has left it. */
  boolean isDrained() {
    return reserved.get() == CLOSED;
  }

  long bytes() {
    return reserved.get() & ~CLOSED;
  }
}
