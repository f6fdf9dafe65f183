package io.clickward.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done again and again behind the data plane, each on a virtual thread of its own, so
 * that one that hangs holds up no other. A round that fails, in whatever way, is logged and tried
 * again next time.
 */
final class Rounds implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Rounds.class);

  /** For all together: one that hangs in the disk keeps the data plane from stopping in order. */
  private static final Duration END_MAX = Duration.ofSeconds(5);

  /** One round of some work. */
  interface Round {
    void run() throws Exception;
  }

  private final List<Thread> threads = new ArrayList<>();

  void every(Duration pause, String name, Round round) {
    threads.add(Thread.ofVirtual().name(name).start(() -> repeat(pause, name, round)));
  }

  private static void repeat(Duration pause, String name, Round round) {
    try {
      while (true) {
        Thread.sleep(pause);
        runOnce(name, round);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void runOnce(String name, Round round) throws InterruptedException {
    try {
      round.run();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      log.warn("The round '{}' failed and will be tried again: {}", name, e.toString());
    } catch (Error e) {
      tell(name, e);
    }
  }

  /**
   * Where memory has run out there may be enough at the next round: a thread that ended would be
   * missed by nobody, and its work never done again.
   */
  private static void tell(String name, Error failure) {
    try {
      log.error("The round '{}' failed and will be tried again", name, failure);
    } catch (OutOfMemoryError e) {
      // There is none for words either; the next round comes all the same.
    }
  }

  @Override
  public void close() throws InterruptedException {
    threads.forEach(Thread::interrupt);
    long end = System.nanoTime() + END_MAX.toNanos();
    for (Thread thread : threads) {
      thread.join(Duration.ofNanos(end - System.nanoTime()));
    }
  }
}
