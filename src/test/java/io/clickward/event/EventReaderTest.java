package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventReaderTest {
  @TempDir Path folder;
  private final TestClock clock = new TestClock(Events.NOON);

  @Test
  void readsBesideARunningWriterEveryEventOnceInOrder() throws Exception {
    int events = 20_000;
    Semaphore room = new Semaphore(100);
    List<String> read = new ArrayList<>();
    try (Journal journal = Journal.open(folder, Events.PATIENT, clock);
        EventReader reader = EventReader.open(folder, Position.START)) {
      Thread writer = Thread.startVirtualThread(() -> write(journal, events, room));
      while (read.size() < events) {
        reader.next(777).forEach(event -> read.add(event.message()));
      }
      writer.join();
      assertThat(journal.stats().failing()).isEmpty();
    }
    assertThat(read).isEqualTo(Events.words(events));
  }

  private void write(Journal journal, int events, Semaphore room) {
    for (String word : Events.words(events)) {
      room.acquireUninterruptibly();
      journal.append(Events.click(word), _ -> room.release());
      if (word.endsWith("4999")) {
        clock.advance(Duration.ofDays(1));
      }
    }
  }

  @Test
  void goesOnFromAnyPosition() throws Exception {
    try (Journal journal = Journal.open(folder, Events.PATIENT, clock)) {
      write(journal, 10, new Semaphore(10));
    }
    try (EventReader first = EventReader.open(folder, Position.START)) {
      assertThat(first.next(4)).hasSize(4);
      try (EventReader second = EventReader.open(folder, first.position())) {
        assertThat(second.next(100))
            .extracting(Event::message)
            .containsExactly("m4", "m5", "m6", "m7", "m8", "m9");
      }
    }
  }

  @Test
  void waitsForAFolderThatIsNotThereYet() throws Exception {
    try (EventReader reader = EventReader.open(folder.resolve("later"), Position.START)) {
      assertThat(reader.next(10)).isEmpty();
      try (Journal journal = Journal.open(folder.resolve("later"), Events.PATIENT, clock)) {
        assertThat(reader.next(10)).isEmpty();
        Inbox inbox = new Inbox();
        journal.append(Events.click("first"), inbox);
        inbox.next();
        assertThat(reader.next(10)).hasSize(1);
      }
    }
  }
}
