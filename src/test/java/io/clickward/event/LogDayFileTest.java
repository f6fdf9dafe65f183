package io.clickward.event;

import static io.clickward.event.Events.messagesIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.testing.TestClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDayFileTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

  @TempDir Path folder;
  private final Inbox inbox = new Inbox();
  private final TestClock clock = new TestClock(Events.NOON);

  @Test
  void aFileThatIsNoneOfOursIsSetAsideAndTheJournalGoesOn() throws Exception {
    append("before");
    Files.writeString(file(), "this is no journal, and long enough to be sure of it".repeat(100));
    append("after");
    assertThat(folder.resolve("2026-11-21.events.corrupt-1")).isRegularFile();
    assertThat(messagesIn(folder)).containsExactly("after");
  }

  @Test
  void aFileThatLacksWhatWasOnDiskIsSetAside() throws Exception {
    append("first");
    append("second");
    byte[] bytes = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(bytes, bytes.length - 1));
    append("after");
    assertThat(folder.resolve("2026-11-21.events.corrupt-1")).isRegularFile();
    assertThat(messagesIn(folder)).containsExactly("after");
  }

  @Test
  void aReaderGoesOnInTheFileThatTookACorruptOnesPlace() throws Exception {
    append("before");
    EventReader reader = EventReader.open(folder, Position.START);
    assertThat(reader.next(10)).hasSize(1);
    assertThat(reader.next(10)).isEmpty();
    Files.writeString(file(), "no journal".repeat(1000));
    append("after");
    assertThat(reader.next(10)).extracting(Event::message).containsExactly("after");
  }

  @Test
  void aFileThatIsRemovedWhileOpenIsMadeAnewAndTheGroupAtHandIsNotLost() throws Exception {
    EventReader reader = EventReader.open(folder, Position.START);
    try (Journal journal = journal()) {
      journal.append(Events.click("gone with the file"), inbox);
      inbox.next();
      assertThat(reader.next(10)).hasSize(1);
      Files.delete(file());
      journal.append(Events.click("kept"), inbox);
      assertThat(inbox.next()).isEqualTo(Settlement.DURABLE);
      assertThat(messagesIn(folder)).containsExactly("kept");
      assertThat(reader.next(10)).extracting(Event::message).containsExactly("kept");
    }
  }

  @Test
  void refusesAFileOfANewerFormat() throws Exception {
    append("before");
    write(8, 99);
    assertThatThrownBy(this::journal)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has format 99; expected at most 1");
  }

  @Test
  void aGroupCutByACrashIsCutAwayWhereverItWasCut() throws Exception {
    append("kept");
    byte[] before = Files.readAllBytes(file());
    byte[] end = Files.readAllBytes(end());
    append("cut");
    byte[] after = Files.readAllBytes(file());
    for (int bytes = before.length + 1; bytes < after.length; bytes++) {
      Files.write(file(), Arrays.copyOf(after, bytes));
      Files.write(end(), end);
      journal().close();
      assertThat(messagesIn(folder)).as("cut after byte " + bytes).containsExactly("kept");
    }
  }

  @Test
  void nothingOfACutGroupComesBackBehindALaterOne() throws Exception {
    append("kept");
    byte[] end = Files.readAllBytes(end());
    int length = (int) Files.size(file());
    append("aaaa");
    append("bbbb");
    write(
        length + 10,
        0x5a5a5a5a); // the first page of the group did not reach the disk, later ones did
    Files.write(end(), end);
    append("cccc");
    assertThat(messagesIn(folder)).containsExactly("kept", "cccc");
  }

  @Test
  void whatWasWrittenWholeBeforeACrashIsKeptThoughNobodyWasToldOfIt() throws Exception {
    append("first");
    byte[] end = Files.readAllBytes(end());
    append("second");
    Files.write(end(), end);
    append("third");
    assertThat(messagesIn(folder)).containsExactly("first", "second", "third");
  }

  @Test
  void theEndIsFoundWithoutTheFileThatTellsIt() throws Exception {
    append("first");
    Files.delete(end());
    append("second");
    Files.write(end(), new byte[] {1, 2, 3});
    append("third");
    assertThat(messagesIn(folder)).containsExactly("first", "second", "third");
  }

  @Test
  void aGroupCutOnADayThatIsOverDoesNotStopReaders() throws Exception {
    append("yesterday");
    Files.write(file(), new byte[] {0, 0, 1, 0, 7, 7, 7, 7}, StandardOpenOption.APPEND);
    clock.advance(Duration.ofDays(1));
    append("today");
    assertThat(messagesIn(folder)).containsExactly("yesterday", "today");
  }

  @Test
  void readersAreGivenNothingThatIsNotOnDiskYet() throws Exception {
    append("on disk");
    byte[] end = Files.readAllBytes(end());
    append("written only");
    Files.write(end(), end);
    assertThat(messagesIn(folder)).containsExactly("on disk");
  }

  @Test
  void damageInTheMiddleIsToldToReaders() throws Exception {
    append("damaged");
    append("behind it");
    write(DayHeader.BYTES + RecordReader.HEAD_BYTES + 20, 0x5a5a5a5a);
    assertThatThrownBy(() -> messagesIn(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("2026-11-21.events is corrupt (no event at byte 24)");
  }

  @Test
  void anEventLargerThanTheBufferIsWrittenWhole() throws Exception {
    String large = "x".repeat(1 << 20);
    try (DayFile file = LogDayFile.open(new JournalFolder(folder), DAY, DayFile.END_UNKNOWN)) {
      file.commit(List.of(waiting("small"), waiting(large), waiting("small"), waiting(large)));
    }
    assertThat(messagesIn(folder)).containsExactly("small", large, "small", large);
  }

  @Test
  void zerosAheadAreGoneOnceTheFileIsClosed() throws Exception {
    try (Journal journal = journal()) {
      journal.append(Events.click("one"), inbox);
      inbox.next();
      assertThat(Files.size(file())).isGreaterThan(256 << 10);
    }
    assertThat(Files.size(file())).isLessThan(1000);
  }

  private static Waiting waiting(String message) {
    return new Waiting(Events.click(message), null, 0);
  }

  private void append(String message) throws Exception {
    try (Journal journal = journal()) {
      journal.append(Events.click(message), inbox);
      inbox.next();
    }
  }

  private void write(long at, int value) throws IOException {
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(Integer.BYTES).putInt(value).flip(), at);
    }
  }

  private Journal journal() throws IOException {
    return Journal.open(folder, Events.PATIENT, clock);
  }

  private Path file() {
    return new JournalFolder(folder).file(DAY);
  }

  private Path end() {
    return DurableEnd.file(new JournalFolder(folder));
  }
}
