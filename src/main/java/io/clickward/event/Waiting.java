package io.clickward.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An event on its way to disk, and who waits for it; a node of the {@link Line}. */
final class Waiting {
  private static final Logger log = LoggerFactory.getLogger(Waiting.class);

  /** Objects, headers and fields around an event's characters. */
  private static final int OVERHEAD_BYTES = 512;

  private static final VarHandle SETTLED = handle("settled", Settled.class);
  private static final VarHandle NEXT = handle("next", Waiting.class);

  private final @Nullable Event event;
  private final int bytes;
  private final long sinceNanos;

  /** Who is still to be told: taking it out is what makes a settlement happen once. */
  @SuppressWarnings("unused") // through SETTLED
  private volatile @Nullable Settled settled;

  private volatile @Nullable Waiting next;

  Waiting(Event event, @Nullable Settled settled, long sinceNanos) {
    this.event = event;
    this.bytes = estimate(event);
    this.sinceNanos = sinceNanos;
    this.settled = settled;
  }

  /** The place before the first event of a line. */
  private Waiting() {
    this.event = null;
    this.bytes = 0;
    this.sinceNanos = 0;
  }

  static Waiting none() {
    return new Waiting();
  }

  Event event() {
    if (event == null) {
      throw new IllegalStateException("the place before the first event has no event");
    }
    return event;
  }

  /** Estimated memory; also a bound for the bytes on disk. */
  int bytes() {
    return bytes;
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

  private static int estimate(Event event) {
    return OVERHEAD_BYTES
        + event.domain().value().length()
        + event.message().length()
        + event.recipient().length()
        + event.url().length()
        + event.ip().length()
        + event.userAgent().length();
  }

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(Waiting.class, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
