package io.clickward.world;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Room for some work at once, on virtual threads, shared out so that nobody's waits for long behind
 * somebody else's: whoever has much gets only a part of the room, and the rest goes in turn.
 */
final class Turns implements AutoCloseable {
  private final Semaphore room;
  private final int eachMax;

  /** Each party's part of the room; there are as many parties as accounts. */
  private final Map<String, Semaphore> parts = new ConcurrentHashMap<>();

  private final Map<String, Thread> beginning = new ConcurrentHashMap<>();

  /**
   * Turns.
   *
   * @param allMax how much goes on at once
   * @param eachMax how much of one party's
   */
  Turns(int allMax, int eachMax) {
    // Fair: each party has at most one thread that waits here, so they come in turn.
    this.room = new Semaphore(allMax, true);
    this.eachMax = eachMax;
  }

  /**
   * Begins a party's work when its turn comes, one piece after the other; returns at once. While
   * there is work of this party's that has not begun, nothing is added.
   */
  <T> void begin(String party, List<T> work, Consumer<T> each) {
    Thread thread =
        Thread.ofVirtual().name("turns of " + party).unstarted(() -> all(party, work, each));
    if (beginning.putIfAbsent(party, thread) == null) {
      thread.start();
    }
  }

  private <T> void all(String party, List<T> work, Consumer<T> each) {
    Semaphore own = parts.computeIfAbsent(party, _ -> new Semaphore(eachMax));
    try {
      for (T piece : work) {
        own.acquire();
        room.acquire();
        Thread.ofVirtual().name("work of " + party).start(() -> one(own, piece, each));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      beginning.remove(party);
    }
  }

  private <T> void one(Semaphore own, T piece, Consumer<T> each) {
    try {
      each.accept(piece);
    } finally {
      room.release();
      own.release();
    }
  }

  /** Begins nothing any more; what goes on ends by itself. */
  @Override
  public void close() {
    beginning.values().forEach(Thread::interrupt);
  }
}
