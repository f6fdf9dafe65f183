package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.testing.Eventually;
import io.clickward.testing.TestClock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
    EventReader reader = EventReader.open(folder, Position.START);
    try (Journal journal = Journal.open(folder, Events.PATIENT, clock)) {
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
  void aDayWithALaterOneIsReadToItsEndThoughTheWordOfItsEndIsBehind() throws Exception {
    DurableEnd behind;
    try (Journal journal = Journal.open(folder, Events.PATIENT, clock)) {
      write(journal, 1, new Semaphore(10));
      Eventually.await(
          "on disk", Duration.ofSeconds(10), () -> Events.messagesIn(folder).size() == 1);
      behind = DurableEnd.read(new JournalFolder(folder));
      write(journal, 3, new Semaphore(10));
    }
    clock.advance(Duration.ofDays(1));
    try (Journal journal = Journal.open(folder, Events.PATIENT, clock)) {
      write(journal, 1, new Semaphore(10));
    }
    try (FileChannel end =
        FileChannel.open(DurableEnd.file(new JournalFolder(folder)), StandardOpenOption.WRITE)) {
      behind.write(end);
    }
    EventReader reader = EventReader.open(folder, Position.START);
    assertThat(reader.next(100)).hasSize(4);
  }

  @Test
  void saysThatTheFileOfAFutureDayWasTakenAway() throws Exception {
    EventReader reader = EventReader.open(folder, Position.START);
    Instant now = clock.instant();
    clock.advance(Duration.ofDays(1000));
    try (Journal journal = Journal.open(folder, Events.PATIENT, clock)) {
      write(journal, 1, new Semaphore(10));
    }
    assertThat(reader.next(10)).hasSize(1);
    Files.delete(
        new JournalFolder(folder)
            .days().stream().map(new JournalFolder(folder)::file).findFirst().orElseThrow());
    clock.set(now);
    try (Journal journal = Journal.open(folder, Events.PATIENT, clock)) {
      write(journal, 1, new Semaphore(10));
    }
    assertThatThrownBy(() -> reader.next(10))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the journal ends at byte")
        .hasMessageContaining("of 2026-11-21, and was read up to byte")
        .hasMessageContaining("of 2029-08-17");
  }

  @Test
  void saysThatTheJournalWasPutBackAsItWasBefore() throws Exception {
    try (Journal journal = Journal.open(folder, Events.PATIENT, clock)) {
      write(journal, 1, new Semaphore(10));
    }
    Path day = new JournalFolder(folder).file(new JournalFolder(folder).days().getFirst());
    byte[] old = Files.readAllBytes(day);
    byte[] end = Files.readAllBytes(DurableEnd.file(new JournalFolder(folder)));
    try (Journal journal = Journal.open(folder, Events.PATIENT, clock)) {
      write(journal, 1, new Semaphore(10));
    }
    EventReader reader = EventReader.open(folder, Position.START);
    assertThat(reader.next(10)).hasSize(2);
    Files.write(day, old);
    Files.write(DurableEnd.file(new JournalFolder(folder)), end);
    assertThatThrownBy(() -> reader.next(10)).hasMessageContaining("the journal ends at byte");
  }

  @Test
  void waitsForTheFirstEventOfTheDayThatItWasToldToBeginWith() throws Exception {
    try (Journal journal = Journal.open(folder, Events.PATIENT, clock)) {
      write(journal, 1, new Semaphore(10));
    }
    EventReader reader =
        EventReader.open(
            folder, Position.startOf(new JournalFolder(folder).days().getFirst().plusDays(1)));
    assertThat(reader.next(10)).isEmpty();
  }

  @Test
  void goesOnFromAnyPosition() throws Exception {
    try (Journal journal = Journal.open(folder, Events.PATIENT, clock)) {
      write(journal, 10, new Semaphore(10));
    }
    EventReader first = EventReader.open(folder, Position.START);
    assertThat(first.next(4)).hasSize(4);
    EventReader second = EventReader.open(folder, first.position());
    assertThat(second.next(100))
        .extracting(Event::message)
        .containsExactly("m4", "m5", "m6", "m7", "m8", "m9");
  }

  @Test
  void aCorruptDayCostsTheEventsBehindTheDamageOnlyAndIsToldOnce() throws Exception {
    Path today = writeTwoDays();
    damageLastEvent(today);
    byte[] damaged = Files.readAllBytes(today);

    EventReader reader = EventReader.open(folder, Position.START);
    assertThat(reader.next(100)).extracting(Event::message).containsExactly("m0", "m1");
    assertThatThrownBy(() -> reader.next(100))
        .isInstanceOf(CorruptDayException.class)
        .hasMessageContaining("2026-11-21.events is corrupt")
        .hasMessageContaining("--skip-corrupt");
    assertThat(reader.skipDay()).isTrue();
    assertThat(reader.next(100)).extracting(Event::message).containsExactly("tomorrow");
    assertThat(reader.skipDay()).isFalse();
    assertThat(reader.next(100)).isEmpty();
    assertThat(today).hasBinaryContent(damaged);
  }

  /** Such as an older copy that was put in a day's place. */
  @Test
  void aDayThatLacksWhatWasReadOfItIsCorrupt() throws Exception {
    Path today = writeTwoDays();
    EventReader reader = EventReader.open(folder, Position.START);
    assertThat(reader.next(3)).hasSize(3);
    Files.write(today, Arrays.copyOf(Files.readAllBytes(today), 300));
    assertThatThrownBy(() -> reader.next(100)).isInstanceOf(CorruptDayException.class);
    assertThat(reader.skipDay()).isTrue();
    assertThat(reader.next(100)).extracting(Event::message).containsExactly("tomorrow");
  }

  /** Three events of today, whose file it gives, and one of tomorrow. */
  private Path writeTwoDays() throws Exception {
    try (Journal journal = Journal.open(folder, Events.PATIENT, clock)) {
      write(journal, 3, new Semaphore(3));
      awaitDurable(journal, 3);
      clock.advance(Duration.ofDays(1));
      journal.append(Events.click("tomorrow"), _ -> {});
      awaitDurable(journal, 4);
    }
    return folder.resolve("2026-11-21.events");
  }

  private static void awaitDurable(Journal journal, int events) throws Exception {
    Eventually.await(
        "events on disk", Duration.ofSeconds(10), () -> journal.stats().durable() == events);
  }

  /** Changes one byte some way before the end of the last event. */
  static void damageLastEvent(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    bytes[end - 8] ^= 0x5a;
    Files.write(file, bytes);
  }

  @Test
  void waitsForAFolderThatIsNotThereYet() throws Exception {
    EventReader reader = EventReader.open(folder.resolve("later"), Position.START);
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
