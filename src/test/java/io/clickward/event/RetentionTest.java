package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.TestClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 11, 21);

  @TempDir Path folder;
  private final TestClock clock = new TestClock(Events.NOON);

  @BeforeEach
  void writeThreeDays() throws Exception {
    Inbox inbox = new Inbox();
    try (Journal journal = Journal.open(folder, Events.PATIENT, clock)) {
      for (int day = 0; day < 3; day++) {
        clock.set(Events.NOON.plus(Duration.ofDays(day)));
        journal.append(Events.click("day" + day), inbox);
        inbox.next();
      }
    }
  }

  @Test
  void deletesADayOnlyWhenItIsPastItsTime() throws Exception {
    Retention retention = new Retention(folder, 1, clock);
    assertThat(retention.removeExpired(Position.startOf(FIRST.plusDays(2)))).isEqualTo(1);
    assertThat(new JournalFolder(folder).days())
        .containsExactly(FIRST.plusDays(1), FIRST.plusDays(2));
  }

  @Test
  void keepsADayThatIsNotReadToItsEnd() throws Exception {
    clock.advance(Duration.ofDays(100));
    Retention retention = new Retention(folder, 2, clock);
    assertThat(retention.removeExpired(new Position(FIRST.plusDays(1), 1))).isEqualTo(1);
    assertThat(Events.messagesIn(folder)).containsExactly("day1", "day2");
  }

  @Test
  void deletesNothingWhileTheCountsStandInADayWithoutAFile() throws Exception {
    clock.advance(Duration.ofDays(100));
    Retention retention = new Retention(folder, 2, clock);
    assertThat(retention.removeExpired(new Position(FIRST.plusDays(50), 9))).isZero();
    assertThat(Events.messagesIn(folder)).containsExactly("day0", "day1", "day2");
  }

  @Test
  void leavesNothingOfADayBehind() throws Exception {
    Files.createFile(folder.resolve("2026-11-21.events.corrupt-1"));
    new Retention(folder, 1, clock).removeExpired(Position.startOf(FIRST.plusDays(2)));
    assertThat(folder.toFile().list()).noneMatch(name -> name.startsWith("2026-11-21"));
  }

  @Test
  void touchesNothingThatIsNotTheJournals() throws Exception {
    Files.createFile(folder.resolve("2020-01-01.events.bak"));
    Files.createFile(folder.resolve("notes-2020-01-01.events"));
    LocalDate today = FIRST.plusDays(100);
    clock.set(Events.NOON.plus(Duration.ofDays(100)));
    Journal.open(folder, Events.PATIENT, clock).close();
    new Retention(folder, 0, clock).removeExpired(Position.startOf(today));
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "2020-01-01.events.bak",
            "notes-2020-01-01.events",
            today + ".events",
            "journal.end",
            "journal.lock");
  }
}
