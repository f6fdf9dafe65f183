package io.clickward.testing;

import io.clickward.testing.HonestPeople.Waits;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Honest people: each clicks at fixed times, however long the answer takes, so that a slow answer
 * does not hide those that would have waited behind it.
 */
final class SteadyClicks {
  private final String request;
  private final Clicking.Door door;
  private final List<Thread> threads = new ArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  /** People who click one link. */
  SteadyClicks(String link, String userAgent, Clicking.Door door) {
    URI uri = URI.create(link);
    this.request =
        "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\n\r\n"
            .formatted(uri.getPath(), uri.getAuthority(), userAgent);
    this.door = door;
  }

  /** Adds people who keep their connection. */
  SteadyClicks onKeptConnections(int people, Duration every) {
    return with(people, every, due -> keep(due, every));
  }

  /** Adds people who come anew for each click; the handshake is part of what they wait for. */
  SteadyClicks onNewConnections(int people, Duration every) {
    return with(people, every, due -> comeAnew(due, every));
  }

  /** Nobody clicks because another does. */
  private SteadyClicks with(int people, Duration every, LongConsumer clicking) {
    long now = System.nanoTime();
    for (int i = 0; i < people; i++) {
      long due = now + every.multipliedBy(i).dividedBy(people).toNanos();
      threads.add(Thread.ofPlatform().daemon().name("honest").start(() -> clicking.accept(due)));
    }
    return this;
  }

  private void keep(long first, Duration every) {
    long due = first;
    while (!stopped) {
      try (RawClient client = door.open()) {
        due = Math.max(due, System.nanoTime());
        boolean open = true;
        while (open && !stopped) {
          due = next(due, every);
          open = click(client, due);
        }
      } catch (IOException e) {
        failures.add("no connection: " + e);
      }
    }
  }

  private void comeAnew(long first, Duration every) {
    long due = first;
    while (!stopped) {
      due = next(due, every);
      try (RawClient client = door.open()) {
        click(client, due);
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

  private boolean click(RawClient client, long due) {
    try {
      String answer = client.send(request).response();
      nanos.add(System.nanoTime() - due);
      if (!answer.startsWith("HTTP/1.1 302 ")) {
        failures.add("answered " + answer.lines().findFirst().orElse(""));
      }
      return !answer.contains("Connection: close");
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
