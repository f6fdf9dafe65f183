package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollupsTest {
  @TempDir Path folder;
  private final TestClock clock = new TestClock(Events.NOON);

  @Test
  void countsByHourMessageLinkAndKind() throws Exception {
    append(Events.at(Events.NOON, EventKind.CLICK, "a"));
    append(Events.at(Events.NOON.plusSeconds(3599), EventKind.CLICK, "a"));
    append(Events.at(Events.NOON.plusSeconds(3600), EventKind.CLICK, "a"));
    append(Events.at(Events.NOON, EventKind.OPEN, "a"));
    append(Events.at(Events.NOON, EventKind.CLICK, "b"));
    try (Rollups rollups = open()) {
      rollups.readOnce();
      assertThat(counts(rollups))
          .containsExactly(
              count(0, "a", EventKind.OPEN, 1),
              count(0, "a", EventKind.CLICK, 2),
              count(0, "b", EventKind.CLICK, 1),
              count(1, "a", EventKind.CLICK, 1));
    }
  }

  @Test
  void resumesWhereItStoppedAcrossRestartsAndDays() throws Exception {
    for (int day = 0; day < 3; day++) {
      for (int i = 0; i < 4; i++) {
        append(Events.click("a"));
        if (i % 2 == 0) {
          readOnce();
        }
      }
      clock.advance(Duration.ofDays(1));
    }
    readOnce();
    readOnce();
    try (Rollups rollups = open()) {
      assertThat(counts(rollups)).containsExactly(count(0, "a", EventKind.CLICK, 12));
      assertThat(rollups.position().day()).hasToString("2026-11-23");
    }
  }

  /** ROLLBACK is what SQLite does of its own accord when the disk is full. */
  @ParameterizedTest
  @CsvSource({
    "BEFORE INSERT ON rollup, ABORT",
    "AFTER INSERT ON rollup, ABORT",
    "BEFORE UPDATE ON position, ABORT",
    "BEFORE INSERT ON rollup, ROLLBACK",
    "AFTER INSERT ON rollup, ROLLBACK",
    "BEFORE UPDATE ON position, ROLLBACK"
  })
  void anEventIsCountedOnceWhateverStepFails(String step, String how) throws Exception {
    append(Events.click("a"));
    readOnce();
    append(Events.click("a"));
    append(Events.click("b"));
    sql("CREATE TRIGGER broken %s BEGIN SELECT RAISE(%s, 'on purpose'); END".formatted(step, how));
    try (Rollups rollups = open()) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(rollups::readOnce)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("on purpose");
        assertThat(counts(rollups)).containsExactly(count(0, "a", EventKind.CLICK, 1));
      }
      sql("DROP TRIGGER broken");
      rollups.readOnce();
      rollups.readOnce();
      assertThat(counts(rollups))
          .containsExactly(count(0, "a", EventKind.CLICK, 2), count(0, "b", EventKind.CLICK, 1));
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsToldUntilItIsGone() throws Exception {
    append(Events.click("a"));
    Files.writeString(file(), "no database".repeat(1000));
    try (Rollups rollups = open()) {
      assertThatThrownBy(rollups::readOnce)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("rollups.db")
          .hasMessageContaining("Stop the server and put a good copy in its place");
      Files.delete(file());
      rollups.readOnce();
      assertThat(counts(rollups)).containsExactly(count(0, "a", EventKind.CLICK, 1));
    }
  }

  @Test
  void aCorruptDayThatIsOverHoldsUpNoLaterDay() throws Exception {
    append(Events.click("a"));
    append(Events.click("damaged"));
    EventReaderTest.damageLastEvent(journal().resolve("2026-11-21.events"));
    try (Rollups rollups = open()) {
      assertThatThrownBy(rollups::readOnce).isInstanceOf(CorruptDayException.class);
      assertThatThrownBy(rollups::readOnce).isInstanceOf(CorruptDayException.class);
      clock.advance(Duration.ofDays(1));
      append(Events.click("a"));
      rollups.readOnce();
      rollups.readOnce();
      assertThat(counts(rollups)).containsExactly(count(0, "a", EventKind.CLICK, 2));
      assertThat(rollups.position().day()).hasToString("2026-11-22");
    }
  }

  @Test
  void anEventWrittenAfterMidnightIntoADayThatSeemedReadIsCounted() throws Exception {
    append(Events.click("a"));
    readOnce();
    append(Events.click("a"));
    clock.advance(Duration.ofDays(1));
    append(Events.click("a"));
    try (Rollups rollups = open()) {
      rollups.readOnce();
      assertThat(counts(rollups)).containsExactly(count(0, "a", EventKind.CLICK, 3));
    }
  }

  @Test
  void oneLookEndsHoweverManyEventsComeMeanwhile() throws Exception {
    append(Events.click("a"));
    Pace pace = () -> assertThatCode(() -> append(Events.click("a"))).doesNotThrowAnyException();
    try (Rollups rollups = new Rollups(file(), journal(), pace)) {
      rollups.readOnce();
      assertThat(counts(rollups)).containsExactly(count(0, "a", EventKind.CLICK, 1));
      rollups.readOnce();
      assertThat(counts(rollups)).containsExactly(count(0, "a", EventKind.CLICK, 2));
    }
  }

  private void append(Event event) throws Exception {
    Inbox inbox = new Inbox();
    try (Journal journal = Journal.open(journal(), Events.PATIENT, clock)) {
      journal.append(event, inbox);
      inbox.next();
    }
  }

  private void readOnce() throws IOException {
    try (Rollups rollups = open()) {
      rollups.readOnce();
    }
  }

  private Rollups open() {
    return new Rollups(file(), journal(), Pace.UNRESTING);
  }

  private void sql(String sql) throws Exception {
    try (Connection connection = Sqlite.write(file())) {
      Sqlite.execute(connection, sql);
    }
  }

  private Path file() {
    return folder.resolve("rollups.db");
  }

  private Path journal() {
    return folder.resolve("journal");
  }

  private static List<HourCount> counts(Rollups rollups) throws IOException {
    return rollups.counts(Events.HOST, Instant.EPOCH, Events.NOON.plus(Duration.ofDays(9)));
  }

  private static HourCount count(int hour, String message, EventKind kind, long events) {
    return new HourCount(
        Events.NOON.plus(Duration.ofHours(hour)),
        Events.HOST,
        message,
        kind == EventKind.CLICK ? 2 : Event.NO_LINK,
        kind,
        Verdict.UNCLASSIFIED,
        events);
  }
}
