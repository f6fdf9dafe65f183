package io.clickward.testing;

import io.clickward.testing.HonestPeople.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjLongConsumer;

/**
 * Honest people: each clicks at fixed times, however long the answer takes, so that a slow answer
 * does not hide those that would have waited behind it.
 */
final class SteadyClicks {
  private static final int REDIRECT = 302;

  private final List<Thread> threads = new ArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  /** Adds people who keep their connections, by these doors in turn. */
  SteadyClicks onKeptConnections(int people, Duration every, List<Visit.Door> doors) {
    return with(people, every, doors, (door, due) -> keep(door, due, every));
  }

  /** Adds people who come anew for each click; the handshake is part of what they wait for. */
  SteadyClicks onNewConnections(int people, Duration every, List<Visit.Door> doors) {
    return with(people, every, doors, (door, due) -> comeAnew(door, due, every));
  }

  /** Nobody clicks because another does. */
  private SteadyClicks with(
      int people, Duration every, List<Visit.Door> doors, ObjLongConsumer<Visit.Door> clicking) {
    long now = System.nanoTime();
    for (int i = 0; i < people; i++) {
      long due = now + every.multipliedBy(i).dividedBy(people).toNanos();
      Visit.Door door = doors.get(i % doors.size());
      Runnable clicks = () -> clicking.accept(door, due);
      threads.add(Thread.ofPlatform().daemon().name("honest").start(clicks));
    }
    return this;
  }

  private void keep(Visit.Door door, long first, Duration every) {
    long due = first;
    while (!stopped) {
      try (Visit visit = door.open()) {
        due = Math.max(due, System.nanoTime());
        boolean open = true;
        while (open && !stopped) {
          due = next(due, every);
          open = click(visit, "Kept", due);
        }
      } catch (IOException e) {
        failures.add("no connection: " + e);
      }
    }
  }

  private void comeAnew(Visit.Door door, long first, Duration every) {
    long due = first;
    while (!stopped) {
      due = next(due, every);
      try (Visit visit = door.open()) {
        click(visit, "New", due);
      } catch (IOException e) {
        failures.add("no connection: " + e);
      }
    }
  }

  private static long next(long due, Duration every) {
    long next = due + every.toNanos();
    for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return next;
  }

  private boolean click(Visit visit, String userAgent, long due) {
    try {
      Visit.Answer answer = visit.click(userAgent);
      nanos.add(System.nanoTime() - due);
      if (answer.status() != REDIRECT) {
        failures.add("answered " + answer.status());
      }
      return answer.kept();
    } catch (IOException e) {
      failures.add("not answered: " + e);
      return false;
    }
  }

  /** Measures anew from now on. */
  void forget() {
    nanos.clear();
  }

  /** How long the clicks since then took. */
  Waits waits() {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalStateException("nobody was answered: " + failures);
    }
    return new Waits(sorted.length, at(sorted, 50), at(sorted, 99));
  }

  private static Duration at(long[] sorted, int percent) {
    return Duration.ofNanos(sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)]);
  }

  /** Lets everybody finish. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Clicks that got no redirect, or no answer, or no connection. */
  List<String> failures() {
    return List.copyOf(failures);
  }
}
