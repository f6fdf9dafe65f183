package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.TinyDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day's file on a file system that is nearly full. */
class FullDiskIT {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

  @TempDir private Path folder;

  @Test
  void aGroupThatStillFitsIsWrittenThoughThereIsNoRoomToFillAhead() throws Exception {
    Path journal = folder.resolve("journal");
    String large = "x".repeat(40_000);
    try (TinyDisk _ = TinyDisk.on(journal, "size=128k")) {
      RecordBuffer buffer = new RecordBuffer(LogDayFile.AHEAD_BYTES);
      try (DayFile file =
          LogDayFile.open(new JournalFolder(journal), DAY, DayFile.END_UNKNOWN, buffer)) {
        file.commit(List.of(new Waiting(Events.click(large), null, 0)));
        file.commit(List.of(new Waiting(Events.click("small"), null, 0)));
      }
      assertThat(Events.messagesIn(journal)).containsExactly(large, "small");
      assertThat(Files.size(journal.resolve("2026-11-21.events"))).isLessThan(50_000);
    }
  }
}
