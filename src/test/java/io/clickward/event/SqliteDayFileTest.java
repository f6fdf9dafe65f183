package io.clickward.event;

import static io.clickward.event.Events.messagesIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDayFileTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

  @TempDir Path folder;
  private final Inbox inbox = new Inbox();

  @Test
  void aCorruptFileIsSetAsideAndTheJournalGoesOn() throws Exception {
    append("before");
    Files.writeString(file(), "this is no database, and long enough to be sure of it".repeat(100));
    append("after");
    assertThat(folder.resolve("2026-11-21.db.corrupt-1")).isRegularFile();
    assertThat(messagesIn(folder)).containsExactly("after");
  }

  @Test
  void aFileWhosePagesAreTornIsSetAside() throws Exception {
    append("before");
    byte[] bytes = Files.readAllBytes(file());
    Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
    Files.write(file(), bytes);
    append("after");
    assertThat(messagesIn(folder)).containsExactly("after");
  }

  @Test
  void aFileThatTurnsOutCorruptInTheMiddleOfACommitIsSetAsideAndTheGroupGoesToTheNext()
      throws Exception {
    append("before");
    try (Journal journal = journal()) {
      byte[] bytes = Files.readAllBytes(file());
      Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
      Files.write(file(), bytes);
      try (Connection other = Sqlite.write(file())) {
        Sqlite.execute(other, "PRAGMA user_version=1"); // has the journal read its pages again
      }
      journal.append(Events.click("after"), inbox);
      assertThat(inbox.next()).isEqualTo(Settlement.DURABLE);
    }
    assertThat(folder.resolve("2026-11-21.db.corrupt-1")).isRegularFile();
    assertThat(messagesIn(folder)).containsExactly("after");
  }

  @Test
  void aReaderGoesOnInTheFileThatTookACorruptOnesPlace() throws Exception {
    append("before");
    try (EventReader reader = EventReader.open(folder, Position.START)) {
      assertThat(reader.next(10)).hasSize(1);
      assertThat(reader.next(10)).isEmpty();
      Files.writeString(file(), "no database".repeat(1000));
      append("after");
      assertThat(reader.next(10)).extracting(Event::message).containsExactly("after");
    }
  }

  @Test
  void aFileThatIsRemovedWhileOpenIsMadeAnewAndTheGroupAtHandIsNotLost() throws Exception {
    try (Journal journal = journal()) {
      journal.append(Events.click("gone with the file"), inbox);
      inbox.next();
      Files.delete(file());
      journal.append(Events.click("kept"), inbox);
      assertThat(inbox.next()).isEqualTo(Settlement.DURABLE);
      assertThat(messagesIn(folder)).containsExactly("kept");
    }
  }

  @Test
  void refusesAFileOfANewerFormat() throws Exception {
    append("before");
    try (Connection connection = Sqlite.write(file())) {
      Sqlite.execute(connection, "PRAGMA user_version=99");
    }
    assertThatThrownBy(this::journal)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has format 99; expected at most 1");
  }

  @Test
  void theLogIsCopiedIntoTheFileWhileItIsWritten() throws Exception {
    try (DayFile file = SqliteDayFile.open(new JournalFolder(folder), DAY)) {
      List<Waiting> group = List.of(new Waiting(Events.click("x".repeat(1 << 20)), null, 0));
      long seq = 0;
      while (seq < 8) {
        file.commit(++seq, group);
      }
      long before = Files.size(file());
      file.checkpoint();
      assertThat(Files.size(file())).isGreaterThan(before + (7 << 20));
      long wal = Files.size(JournalFolder.beside(file(), "-wal"));
      file.commit(++seq, group);
      assertThat(JournalFolder.beside(file(), "-wal")).as("started over").hasSize(wal);
    }
    assertThat(messagesIn(folder)).hasSize(9);
  }

  private void append(String message) throws Exception {
    try (Journal journal = journal()) {
      journal.append(Events.click(message), inbox);
      inbox.next();
    }
  }

  private Journal journal() throws IOException {
    return Journal.open(folder, Events.PATIENT, new TestClock(Events.NOON));
  }

  private Path file() {
    return new JournalFolder(folder).file(DAY);
  }
}
