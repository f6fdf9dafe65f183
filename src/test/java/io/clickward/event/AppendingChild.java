package io.clickward.event;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;

/** A process that appends as fast as it can and prints each id once its event is durable. */
final class AppendingChild {
  private static final int OUTSTANDING = 64;

  private AppendingChild() {}

  public static void main(String[] arguments) throws Exception {
    Journal journal =
        Journal.open(Path.of(arguments[0]), JournalSettings.DEFAULT, InstantSource.system());
    Semaphore room = new Semaphore(OUTSTANDING);
    EventIds ids = new EventIds(new java.util.Random());
    while (true) {
      room.acquire();
      Event event = Events.click(ids.next(InstantSource.system().instant()).toString());
      journal.append(event, how -> report(event, how, room));
    }
  }

  private static void report(Event event, Settlement how, Semaphore room) {
    if (how == Settlement.DURABLE) {
      System.out.println(event.message());
    }
    room.release();
  }
}
