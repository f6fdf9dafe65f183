package io.clickward.event;

import static io.clickward.event.Events.messagesIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.testing.TestClock;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
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
  void aFileThatIsReplacedWhileOpenIsNoticedAndTheGroupAtHandIsNotLost() throws Exception {
    EventReader reader = EventReader.open(folder, Position.START);
    try (Journal journal = journal()) {
      journal.append(Events.click("in both"), inbox);
      inbox.next();
      Path copy = Files.copy(file(), folder.resolve("copy"));
      journal.append(Events.click("gone with the file"), inbox);
      inbox.next();
      assertThat(reader.next(10)).hasSize(2);
      Files.move(copy, file(), StandardCopyOption.REPLACE_EXISTING);
      journal.append(Events.click("kept"), inbox);
      assertThat(inbox.next()).isEqualTo(Settlement.DURABLE);
      assertThat(reader.next(10)).extracting(Event::message).containsExactly("kept");
    }
    assertThat(messagesIn(folder)).containsExactly("kept");
    assertThat(folder.resolve("2026-11-21.events.corrupt-1")).isRegularFile();
  }

  @Test
  void aWholeCopyThatTookTheFilesPlaceIsGoneOnWith() throws Exception {
    try (Journal journal = journal()) {
      journal.append(Events.click("before"), inbox);
      inbox.next();
      Path copy = Files.copy(file(), folder.resolve("copy"));
      Files.move(copy, file(), StandardCopyOption.REPLACE_EXISTING);
      journal.append(Events.click("after"), inbox);
      assertThat(inbox.next()).isEqualTo(Settlement.DURABLE);
    }
    assertThat(messagesIn(folder)).containsExactly("before", "after");
  }

  @Test
  void aFileWithZerosWhereEventsWereOnDiskIsSetAside() throws Exception {
    copyWhileAnEventComes();
    append("after");
    assertThat(folder.resolve("2026-11-21.events.corrupt-1")).isRegularFile();
    assertThat(messagesIn(folder)).containsExactly("after");
  }

  @Test
  void zerosWhereEventsWereOnDiskAreToldToReaders() throws Exception {
    copyWhileAnEventComes();
    EventReader reader = EventReader.open(folder, Position.START);
    assertThat(reader.next(10)).extracting(Event::message).containsExactly("in the copy");
    assertThatThrownBy(() -> reader.next(10)).isInstanceOf(CorruptDayException.class);
  }

  /** As a copy of the folder is made beside a running server: the file first, its end later. */
  private void copyWhileAnEventComes() throws Exception {
    byte[] copy;
    byte[] end;
    try (Journal journal = journal()) {
      journal.append(Events.click("in the copy"), inbox);
      inbox.next();
      copy = Files.readAllBytes(file());
      journal.append(Events.click("not in the copy"), inbox);
      inbox.next();
      end = Files.readAllBytes(end());
    }
    Files.write(file(), copy);
    Files.write(end(), end);
  }

  @Test
  void noRecordEndsInSoManyZerosThatTheyLookLikeSpaceFilledAhead() throws Exception {
    Event bare =
        new Event(
            new UUID(0x7000L, 0x8000_0000_0000_0000L),
            Instant.EPOCH,
            EventKind.OPEN,
            Events.HOST,
            "",
            "",
            Event.NO_LINK,
            "",
            "",
            "",
            Verdict.UNCLASSIFIED,
            List.of());
    try (Journal journal = journal()) {
      journal.append(bare, inbox);
      inbox.next();
    }
    append("after");
    assertThat(messagesIn(folder)).containsExactly("", "after");
  }

  @Test
  void filesAreTheirOwnersOnlyThoughTheFolderIsOpen() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    append("one");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.toList())
          .hasSize(3)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
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
    Files.writeString(end(), "A".repeat(20));
    append("fourth");
    assertThat(messagesIn(folder)).containsExactly("first", "second", "third", "fourth");
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
  void aGroupCutOnADayThatIsOverDoesNotStopReadersThoughTheEndIsOlderStill() throws Exception {
    append("the day before");
    byte[] end = Files.readAllBytes(end());
    clock.advance(Duration.ofDays(1));
    append("yesterday");
    Path yesterday = new JournalFolder(folder).file(DAY.plusDays(1));
    Files.write(yesterday, new byte[] {0, 0, 1, 0, 7, 7, 7, 7}, StandardOpenOption.APPEND);
    Files.write(end(), end);
    clock.advance(Duration.ofDays(1));
    append("today");
    assertThat(messagesIn(folder)).containsExactly("the day before", "yesterday", "today");
  }

  @Test
  void aDayWhoseHeaderIsDamagedIsToldAndNotSkipped() throws Exception {
    append("damaged");
    clock.advance(Duration.ofDays(1));
    append("today");
    write(0, 0x5a5a5a5a);
    EventReader reader = EventReader.open(folder, Position.START);
    assertThatThrownBy(() -> reader.next(10))
        .isInstanceOf(CorruptDayException.class)
        .hasMessageContaining("2026-11-21.events is corrupt (no event at byte 0)");
    assertThat(reader.skipDay()).isTrue();
    assertThat(reader.next(10)).extracting(Event::message).containsExactly("today");
  }

  @Test
  void aFileThatAKillLeftUnmadeHoldsUpNobody() throws Exception {
    Files.write(file(), new byte[10]);
    clock.advance(Duration.ofDays(1));
    append("today");
    assertThat(messagesIn(folder)).containsExactly("today");
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
    try (DayFile file = open()) {
      file.commit(List.of(waiting("small"), waiting(large), waiting("small"), waiting(large)));
    }
    assertThat(messagesIn(folder)).containsExactly("small", large, "small", large);
  }

  @Test
  void aFileThatIsEmptiedWhileItIsOpenIsNoticedAndTheGroupAtHandIsNotLost() throws Exception {
    try (Journal journal = journal()) {
      journal.append(Events.click("before"), inbox);
      inbox.next();
      Files.write(file(), new byte[0]);
      journal.append(Events.click("at hand"), inbox);
      inbox.next();
    }
    assertThat(folder.resolve("2026-11-21.events.corrupt-1")).isRegularFile();
    assertThat(messagesIn(folder)).containsExactly("at hand");
  }

  @Test
  void aFileThatIsCutBeforeItIsFilledAheadAgainIsNoticedToo() throws Exception {
    String large = "x".repeat(LogDayFile.AHEAD_BYTES);
    try (Journal journal = journal()) {
      journal.append(Events.click("before"), inbox);
      inbox.next();
      try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
        channel.truncate(DayHeader.BYTES + 10);
      }
      journal.append(Events.click(large), inbox);
      inbox.next();
    }
    assertThat(folder.resolve("2026-11-21.events.corrupt-1")).isRegularFile();
    assertThat(messagesIn(folder)).containsExactly(large);
  }

  @Test
  void aFileIsSetAsideThoughAnEarlierOneWasTakenAway() throws Exception {
    for (int i = 0; i < 2; i++) {
      append("read");
      Files.writeString(file(), "no journal".repeat(1000));
      append("after");
    }
    Files.delete(folder.resolve("2026-11-21.events.corrupt-1"));
    Files.writeString(file(), "no journal".repeat(1000));
    append("the third time");
    assertThat(folder.resolve("2026-11-21.events.corrupt-3")).isRegularFile();
    assertThat(messagesIn(folder)).containsExactly("the third time");
  }

  @Test
  void whatStandsBehindADamagedEventIsKeptForAPersonWhereTheEndIsNotKnown() throws Exception {
    append("damaged");
    append("behind it");
    byte[] whole = Files.readAllBytes(file());
    write(DayHeader.BYTES + RecordReader.HEAD_BYTES + 20, 0x5a5a5a5a);
    Files.delete(end());
    append("after");
    assertThat(messagesIn(folder)).containsExactly("after");
    assertThat(Files.readAllBytes(folder.resolve("2026-11-21.events.corrupt-1")))
        .hasSize(whole.length - DayHeader.BYTES)
        .endsWith(Arrays.copyOfRange(whole, whole.length / 2 + 20, whole.length));
  }

  @Test
  void aDiskThatFailsForManyAttemptsTakesNoMoreDirectMemory() throws Exception {
    RecordBuffer buffer = new RecordBuffer(LogDayFile.AHEAD_BYTES);
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    long before = direct.getTotalCapacity();
    for (int i = 0; i < 100; i++) {
      LogDayFile.open(new JournalFolder(folder), DAY, DayFile.END_UNKNOWN, buffer).abandon();
    }
    assertThat(direct.getTotalCapacity() - before).isLessThan(10 * LogDayFile.AHEAD_BYTES);
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

  private DayFile open() throws IOException {
    return LogDayFile.open(
        new JournalFolder(folder),
        DAY,
        DayFile.END_UNKNOWN,
        new RecordBuffer(LogDayFile.AHEAD_BYTES));
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
