package io.clickward.event;

import static io.clickward.event.Events.PATIENT;
import static io.clickward.event.Events.messagesIn;
import static io.clickward.event.Events.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.event.FaultyFiles.Disk;
import io.clickward.testing.InMemory;
import io.clickward.testing.TestClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalTest {
  private static final JournalSettings SYNC = JournalSettings.DEFAULT;

  @TempDir Path folder;
  private final TestClock clock = new TestClock(Events.NOON);
  private final Inbox inbox = new Inbox();

  @Test
  void anEventSettledAsDurableIsInTheFile() throws Exception {
    try (Journal journal = open(PATIENT)) {
      journal.append(Events.click("one"), inbox);
      assertThat(inbox.next()).isEqualTo(Settlement.DURABLE);
      assertThat(messagesIn(folder)).containsExactly("one");
    }
  }

  @Test
  void anEventComesBackAsItWasWritten() throws Exception {
    Event event = Events.click("ümlaut \u0000 \uD83D\uDE00");
    try (Journal journal = open(PATIENT)) {
      journal.append(event, inbox);
      inbox.next();
    }
    assertThat(Events.in(folder)).containsExactly(event);
  }

  @Test
  void eventsOfOneThreadStayInOrder() throws Exception {
    try (Journal journal = open(PATIENT)) {
      words(10_000).forEach(word -> journal.append(Events.click(word), inbox));
      assertThat(inbox.next(10_000)).containsOnly(Settlement.DURABLE);
    }
    assertThat(messagesIn(folder)).isEqualTo(words(10_000));
  }

  @Test
  void everyEventOfManyThreadsIsSettledOnceAndWrittenOnce() throws Exception {
    int threads = 4;
    int each = 5_000;
    List<AtomicInteger> times = new ArrayList<>();
    List<Thread> running = new ArrayList<>();
    try (Journal journal = open(SYNC)) {
      for (int t = 0; t < threads; t++) {
        List<AtomicInteger> own =
            Collections.nCopies(each, 0).stream().map(AtomicInteger::new).toList();
        times.addAll(own);
        running.add(
            Thread.startVirtualThread(() -> own.forEach(n -> append(journal, n::incrementAndGet))));
      }
      for (Thread thread : running) {
        thread.join();
      }
    }
    assertThat(times).allMatch(n -> n.get() == 1);
    assertThat(Events.in(folder)).hasSize(threads * each).doesNotHaveDuplicates();
  }

  private static void append(Journal journal, Runnable settled) {
    journal.append(Events.click("m"), _ -> settled.run());
  }

  @Test
  void commitsLessOftenWhenNobodyWaits() throws Exception {
    JournalSettings async =
        new JournalSettings(
            Durability.ASYNC, Duration.ofMillis(25), 64 << 20, Duration.ofMillis(1), 4096);
    long begin = System.nanoTime();
    try (Journal journal = open(async)) {
      for (int i = 0; i < 100; i++) {
        journal.append(Events.click("m"), inbox);
        Thread.sleep(2);
      }
      long windows = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 10;
      assertThat(journal.stats().commits()).isPositive().isLessThanOrEqualTo(windows + 1);
    }
  }

  @Test
  void commitsGroupsUnderLoad() throws Exception {
    Semaphore room = new Semaphore(256);
    try (Journal journal = open(PATIENT)) {
      for (int i = 0; i < 20_000; i++) {
        room.acquire();
        journal.append(Events.click("m"), _ -> room.release());
      }
      room.acquire(256);
      JournalStats stats = journal.stats();
      assertThat(stats.durable()).isEqualTo(20_000);
      assertThat(stats.commits()).isLessThan(20_000 / 16);
      assertThat(stats.groupEventsMax()).isBetween(16L, 256L);
    }
  }

  /** In memory: the lone event would be late, too, on a disk that has a bad second. */
  @Test
  void aLoneEventIsCommittedAtOnceAndTheNextGroupWaitsForTheWindow(
      @TempDir(factory = InMemory.class) Path memory) throws Exception {
    JournalSettings longWindow =
        new JournalSettings(
            Durability.SYNC, Duration.ofSeconds(5), 64 << 20, Duration.ofHours(1), 4096);
    try (Journal journal = Journal.open(memory, longWindow, clock)) {
      journal.append(Events.click("lone"), inbox);
      assertThat(inbox.next()).isEqualTo(Settlement.DURABLE);
      journal.append(Events.click("next"), inbox);
      assertThat(inbox.next()).isEqualTo(Settlement.LATE);
    }
    assertThat(messagesIn(memory)).containsExactly("lone", "next");
  }

  @Test
  void anEventIsLateWhenTheDiskIsSlowAndIsWrittenAllTheSame() throws Exception {
    FaultyFiles files = faulty();
    try (Journal journal = open(files, SYNC)) {
      files.disk = Disk.HANGS;
      journal.append(Events.click("slow"), inbox);
      assertThat(inbox.next()).isEqualTo(Settlement.LATE);
      assertThat(journal.stats().late()).isEqualTo(1);
      assertThat(journal.stats().oldestWaiting()).isGreaterThanOrEqualTo(SYNC.waitMax());
      files.letGo();
    }
    assertThat(inbox.rest()).as("settled again").isEmpty();
    assertThat(messagesIn(folder)).containsExactly("slow");
  }

  /** As when memory is out just then. */
  @Test
  void anErrorWhileSomebodyIsToldDoesNotEndTheWatch() throws Exception {
    FaultyFiles files = faulty();
    try (Journal journal = open(files, SYNC)) {
      files.disk = Disk.HANGS;
      journal.append(
          Events.click("error"),
          new Settled() {
            @Override
            public void settled(Settlement how) {}

            @Override
            public Executor on() {
              throw new OutOfMemoryError("of a test");
            }
          });
      journal.append(Events.click("next"), inbox);
      assertThat(inbox.next()).isEqualTo(Settlement.LATE);
      files.letGo();
    }
    assertThat(messagesIn(folder)).containsExactly("error", "next");
  }

  @Test
  void anEventIsLostOnTheCallersThreadWhenTheQueueIsFullAndOnlyThen() throws Exception {
    FaultyFiles files = faulty();
    JournalSettings small =
        new JournalSettings(
            Durability.SYNC, Duration.ofMinutes(1), 10_000, Duration.ofMillis(2), 4096);
    List<String> kept = new ArrayList<>();
    List<Thread> lostOn = new ArrayList<>();
    try (Journal journal = open(files, small)) {
      files.disk = Disk.HANGS;
      for (String word : words(100)) {
        int lostBefore = lostOn.size();
        journal.append(Events.click(word), how -> noteLoss(how, lostOn));
        if (lostOn.size() == lostBefore) {
          kept.add(word);
        }
      }
      assertThat(journal.stats().waitingBytes()).isBetween(5_000L, 10_000L);
      assertThat(journal.stats().lost()).isEqualTo(lostOn.size());
      files.letGo();
    }
    assertThat(kept).hasSizeBetween(5, 50);
    assertThat(lostOn).hasSize(100 - kept.size()).containsOnly(Thread.currentThread());
    assertThat(messagesIn(folder)).isEqualTo(kept);
  }

  private static void noteLoss(Settlement how, List<Thread> lostOn) {
    if (how == Settlement.LOST) {
      lostOn.add(Thread.currentThread());
    }
  }

  @Test
  void aDiskThatFailsForAWhileCostsNothing() throws Exception {
    FaultyFiles files = faulty();
    try (Journal journal = open(files, PATIENT)) {
      journal.append(Events.click("m0"), inbox);
      inbox.next();
      files.disk = Disk.FAILS;
      journal.append(Events.click("m1"), inbox);
      JournalStats.Failing failing = waitForFailure(journal);
      assertThat(failing.why()).contains("no space left");
      assertThat(failing.since()).isEqualTo(Events.NOON);
      journal.append(Events.click("m2"), inbox);
      assertThat(inbox.rest()).isEmpty();
      files.disk = Disk.WORKS;
      assertThat(inbox.next(2)).containsOnly(Settlement.DURABLE);
      assertThat(journal.stats().failing()).isEmpty();
    }
    assertThat(messagesIn(folder)).isEqualTo(words(3));
  }

  @Test
  void aGroupWhoseCommitFailedAfterWritingIsNotWrittenTwice() throws Exception {
    FaultyFiles files = faulty();
    try (Journal journal = open(files, PATIENT)) {
      files.disk = Disk.FAILS_AFTER_WRITING;
      journal.append(Events.click("m0"), inbox);
      waitForFailure(journal);
      journal.append(Events.click("m1"), inbox);
      files.disk = Disk.WORKS;
      assertThat(inbox.next(2)).containsOnly(Settlement.DURABLE);
      journal.append(Events.click("m2"), inbox);
      inbox.next();
    }
    assertThat(messagesIn(folder)).isEqualTo(words(3));
  }

  @Test
  void aGroupThatFailedBeforeMidnightIsWrittenToItsOwnDay() throws Exception {
    FaultyFiles files = faulty();
    try (Journal journal = open(files, PATIENT)) {
      files.disk = Disk.FAILS_AFTER_WRITING;
      journal.append(Events.click("m0"), inbox);
      waitForFailure(journal);
      clock.advance(Duration.ofDays(1));
      files.disk = Disk.WORKS;
      inbox.next();
      journal.append(Events.click("m1"), inbox);
      inbox.next();
    }
    assertThat(messagesIn(folder)).isEqualTo(words(2));
    assertThat(new JournalFolder(folder).days()).hasSize(2);
  }

  @Test
  void turnsToANewFileAtMidnightUtcAndNeverBack() throws Exception {
    try (Journal journal = open(PATIENT)) {
      for (String time : List.of("21T23:59:59.999Z", "22T00:00:00Z", "21T23:59:58Z")) {
        clock.set(Instant.parse("2026-11-" + time));
        journal.append(Events.click(time), inbox);
        inbox.next();
      }
    }
    EventReader reader = EventReader.open(folder, Position.START);
    assertThat(reader.next(10)).extracting(Event::message).containsExactly("21T23:59:59.999Z");
    assertThat(reader.next(10))
        .extracting(Event::message)
        .containsExactly("22T00:00:00Z", "21T23:59:58Z");
    assertThat(reader.position().day()).hasToString("2026-11-22");
  }

  @Test
  void aDayWithoutEventsHasAFileToo() throws Exception {
    try (Journal journal = open(PATIENT)) {
      clock.advance(Duration.ofDays(1));
      JournalFolder files = new JournalFolder(folder);
      for (int i = 0; i < 100 && files.days().size() < 2; i++) {
        Thread.sleep(50);
      }
      assertThat(files.days()).hasSize(2);
      assertThat(journal.stats().appended()).isZero();
    }
  }

  @Test
  void goesOnInTheFileOfTheDay() throws Exception {
    for (String word : words(3)) {
      try (Journal journal = open(PATIENT)) {
        journal.append(Events.click(word), inbox);
      }
    }
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("2026-11-21.events", "journal.end", "journal.lock");
    assertThat(messagesIn(folder)).isEqualTo(words(3));
  }

  @Test
  void withoutSyncAnEventIsQueuedOnTheCallersThreadAndWrittenSoon() throws Exception {
    JournalSettings async =
        new JournalSettings(
            Durability.ASYNC, SYNC.waitMax(), 64 << 20, SYNC.groupWindow(), SYNC.groupEventsMax());
    try (Journal journal = open(async)) {
      journal.append(Events.click("one"), inbox);
      assertThat(inbox.rest()).containsExactly(Settlement.QUEUED);
    }
    assertThat(inbox.rest()).isEmpty();
    assertThat(messagesIn(folder)).containsExactly("one");
  }

  @Test
  void closingWritesWhatWaitsAndLosesWhatComesAfter() throws Exception {
    Journal journal = open(PATIENT);
    words(1000).forEach(word -> journal.append(Events.click(word), inbox));
    journal.close();
    assertThat(inbox.rest()).hasSize(1000).containsOnly(Settlement.DURABLE);
    journal.append(Events.click("after"), inbox);
    assertThat(inbox.rest()).containsExactly(Settlement.LOST);
    journal.close();
    assertThat(messagesIn(folder)).isEqualTo(words(1000));
  }

  /**
   * The pauses between attempts grow; in the second case a long one begins shortly before the end.
   */
  @ParameterizedTest
  @CsvSource({"FAILS, 200", "FAILS_SLOWLY, 2800"})
  void closingOnAFailingDiskEndsAndCountsWhatIsLost(Disk failing, int millis) throws Exception {
    FaultyFiles files = faulty();
    Journal journal = open(files, PATIENT);
    files.disk = failing;
    words(10).forEach(word -> journal.append(Events.click(word), inbox));
    journal.close(Duration.ofMillis(millis));
    assertThat(inbox.rest()).hasSize(10).containsOnly(Settlement.LOST);
    assertThat(journal.stats().lost()).isEqualTo(10);
  }

  @Test
  void closingOnAFailingDiskWithNothingToWriteEndsAtOnce() throws Exception {
    FaultyFiles files = faulty();
    Journal journal = open(files, PATIENT);
    files.disk = Disk.FAILS;
    clock.advance(Duration.ofDays(1));
    waitForFailure(journal);
    journal.close(Duration.ofMinutes(5));
    assertThat(journal.stats().lost()).isZero();
  }

  @Test
  void aWaiterThatThrowsHurtsNobodyElse() throws Exception {
    try (Journal journal = open(PATIENT)) {
      journal.append(Events.click("m0"), _ -> fail());
      journal.append(Events.click("m1"), inbox);
      assertThat(inbox.next()).isEqualTo(Settlement.DURABLE);
    }
    assertThat(messagesIn(folder)).isEqualTo(words(2));
  }

  private static void fail() {
    throw new IllegalStateException("thrown on purpose");
  }

  @Test
  void refusesAFolderThatAnotherJournalWritesTo() throws Exception {
    try (Journal _ = open(SYNC)) {
      assertThatThrownBy(() -> open(SYNC))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("locked");
    }
    open(SYNC).close();
  }

  private Journal open(JournalSettings settings) throws IOException {
    return Journal.open(folder, settings, clock);
  }

  private Journal open(FaultyFiles files, JournalSettings settings) throws IOException {
    return Journal.open(new JournalFolder(folder), files, settings, clock);
  }

  private FaultyFiles faulty() {
    return new FaultyFiles(new JournalFolder(folder));
  }

  private static JournalStats.Failing waitForFailure(Journal journal) throws InterruptedException {
    for (int i = 0; i < 1000 && journal.stats().failing().isEmpty(); i++) {
      Thread.sleep(10);
    }
    return journal.stats().failing().orElseThrow();
  }
}
