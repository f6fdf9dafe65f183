package io.clickward.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An event on its way to disk, and who waits for it; a node of the {@link Line}. */
final class Waiting {
  private static final Logger log = LoggerFactory.getLogger(Waiting.class);

  /** What is kept for an event beside its record: this node, and the answer that waits. */
  private static final int OVERHEAD_BYTES = 512;

  private static final byte[] NO_RECORD = new byte[0];

  private static final VarHandle SETTLED = handle("settled", Settled.class);
  private static final VarHandle NEXT = handle("next", Waiting.class);

  /** As it is written to disk: one object for the collector to copy, where an event is twenty. */
  private final byte[] record;

  private final long sinceNanos;

  /** Who is still to be told: taking it out is what makes a settlement happen once. */
  @SuppressWarnings("unused") // through SETTLED
  private volatile @Nullable Settled settled;

  private volatile @Nullable Waiting next;

  Waiting(Event event, @Nullable Settled settled, long sinceNanos) {
    this.record = EventRecord.whole(event);
    this.sinceNanos = sinceNanos;
    this.settled = settled;
  }

  /** The place before the first event of a line. */
  private Waiting() {
    this.record = NO_RECORD;
    this.sinceNanos = 0;
  }

  static Waiting none() {
    return new Waiting();
  }

  /** The event's record; nobody changes it. */
  byte[] record() {
    return record;
  }

  /** Estimated memory, with what waits for it. */
  int bytes() {
    return record.length + OVERHEAD_BYTES;
  }

  long sinceNanos() {
    return sinceNanos;
  }

  @Nullable Waiting next() {
    return next;
  }

  /** Puts an event right behind this one unless another thread was faster. */
  boolean link(Waiting behind) {
    return NEXT.compareAndSet(this, null, behind);
  }

  /**
   * Points at itself from now on. A node that died in the old generation would otherwise keep all
   * that came behind it alive, and promote it, until the next full collection.
   */
  void leave() {
    next = this;
  }

  boolean isSettled() {
    return settled == null;
  }

  /** Who waits, for the caller to tell; null when that was claimed already. */
  @Nullable Settled claim() {
    return (Settled) SETTLED.getAndSet(this, null);
  }

  /** Tells a waiter; what it throws is its own bug and hurts nobody else. */
  static void tell(Settled waiter, Settlement how) {
    try {
      waiter.settled(how);
    } catch (RuntimeException | Error e) {
      log.error("a waiter failed when told that its event is {}", how, e);
    }
  }

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(Waiting.class, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
