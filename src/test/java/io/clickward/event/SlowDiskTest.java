package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.event.FaultyFiles.Disk;
import io.clickward.testing.Eventually;
import io.clickward.testing.InMemory;
import io.clickward.testing.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A journal on a disk on which each sync takes seconds (invariant 1). Its files are in memory: no
 * other disk is slow.
 */
class SlowDiskTest {
  private static final JournalSettings SYNC = JournalSettings.DEFAULT;
  private static final int EVENTS = 300;
  private static final int PAUSE_MILLIS = 20;

  /** What a busy machine may add to the 25 ms that an event may wait; a sync takes far longer. */
  private static final Duration SLACK = Duration.ofMillis(500);

  @TempDir(factory = InMemory.class)
  private Path folder;

  private final TestClock clock = new TestClock(Events.NOON);
  private final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
  private final LinkedBlockingQueue<Settlement> settlements = new LinkedBlockingQueue<>();

  @Test
  void nobodyWaitsForASlowDiskAndNothingIsLost() throws Exception {
    FaultyFiles files = new FaultyFiles(new JournalFolder(folder));
    Duration oldest = Duration.ZERO;
    try (Journal journal = Journal.open(new JournalFolder(folder), files, SYNC, clock)) {
      files.disk = Disk.SLOW;
      for (String word : Events.words(EVENTS)) {
        append(journal, word);
        oldest = longer(oldest, journal.stats().oldestWaiting());
        Thread.sleep(PAUSE_MILLIS);
      }
      JournalStats slow = journal.stats();
      files.disk = Disk.WORKS;
      Duration recovered =
          Eventually.await(
              "all on disk", Duration.ofSeconds(20), () -> journal.stats().durable() == EVENTS);
      report(slow, oldest, recovered);
      assertThat(slow.late()).isGreaterThan(EVENTS / 2);
      assertThat(slow.lost()).isZero();
      assertThat(slow.failing()).as("slow is not failing").isEmpty();
      assertThat(oldest).as("seen in the figures").isGreaterThan(Duration.ofSeconds(1));
      assertThat(journal.stats().oldestWaiting()).isZero();
      assertThat(journal.stats().waitingBytes()).isZero();
      assertEachIsSettledInTime(journal.stats().late());
    }
    assertThat(Events.messagesIn(folder)).isEqualTo(Events.words(EVENTS));
  }

  @Test
  void whatAStopHasNoTimeForIsCounted() throws Exception {
    JournalSettings oneByOne =
        new JournalSettings(Durability.SYNC, SYNC.waitMax(), 1 << 20, Duration.ZERO, 1);
    FaultyFiles files = new FaultyFiles(new JournalFolder(folder));
    Journal journal = Journal.open(new JournalFolder(folder), files, oneByOne, clock);
    files.disk = Disk.DRAGS;
    for (String word : Events.words(10)) {
      append(journal, word);
    }
    journal.close(Duration.ofSeconds(1));
    JournalStats stopped = journal.stats();
    assertThat(stopped.durable()).isPositive();
    assertThat(stopped.lost()).isPositive().isEqualTo(10 - stopped.durable());
    assertThat(Events.messagesIn(folder)).hasSize((int) stopped.durable());
  }

  private void append(Journal journal, String word) {
    long since = System.nanoTime();
    journal.append(
        Events.click(word),
        how -> {
          waits.add(Duration.ofNanos(System.nanoTime() - since));
          settlements.add(how);
        });
  }

  private void assertEachIsSettledInTime(long late) throws InterruptedException {
    List<Settlement> all = new ArrayList<>();
    while (all.size() < EVENTS) {
      Settlement next = settlements.poll(10, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      all.add(next);
    }
    assertThat(settlements).as("settled twice").isEmpty();
    assertThat(all).isSubsetOf(Settlement.LATE, Settlement.DURABLE);
    assertThat(all.stream().filter(how -> how == Settlement.LATE)).hasSize((int) late);
    // The slowest of all may have met a pause of the machine, but has not waited for a sync.
    assertThat(percentile(99)).isLessThan(SYNC.waitMax().plus(SLACK));
    assertThat(percentile(100)).isLessThan(FaultyFiles.SLOW_SYNC);
  }

  private Duration percentile(int percent) {
    List<Duration> sorted = List.copyOf(waits).stream().sorted().toList();
    return sorted.get((sorted.size() - 1) * percent / 100);
  }

  private void report(JournalStats slow, Duration oldest, Duration recovered) {
    System.out.printf(
        "Slow disk: %d events, %d late, %d lost, p99 of the waits %d ms, longest %d ms, oldest unwritten %d ms, all on disk %d ms after recovery%n",
        EVENTS,
        slow.late(),
        slow.lost(),
        percentile(99).toMillis(),
        percentile(100).toMillis(),
        oldest.toMillis(),
        recovered.toMillis());
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
