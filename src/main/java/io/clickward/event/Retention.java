package io.clickward.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the journal's files when their time is over: whole files, so nothing is ever rewritten.
 */
public final class Retention {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private final JournalFolder folder;
  private final int daysMax;
  private final InstantSource clock;

  /**
   * Retention of a journal.
   *
   * @param daysMax how many whole days before today are kept
   */
  public Retention(Path folder, int daysMax, InstantSource clock) {
    if (daysMax < 0) {
      throw new IllegalArgumentException("retention is " + daysMax + " days; expected 0 or more");
    }
    this.folder = new JournalFolder(folder);
    this.daysMax = daysMax;
    this.clock = clock;
  }

  /**
   * Deletes what is expired and read; files that were set aside as corrupt go when they expire.
   *
   * @param read how far the slowest reader has come
   * @return how many files were deleted
   */
  public int removeExpired(Position read) throws IOException {
    LocalDate first = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(daysMax);
    List<JournalFolder.Entry> entries = folder.entries();
    boolean misled = entries.stream().noneMatch(entry -> isReadable(entry, read));
    int removed = 0;
    for (JournalFolder.Entry entry : entries) {
      if (entry.day().isBefore(first) && isRead(entry, read, misled)) {
        Files.deleteIfExists(entry.file());
        log.info("{} deleted: older than journal.retention, {} d", entry.file(), daysMax);
        removed++;
      }
    }
    return removed;
  }

  private static boolean isReadable(JournalFolder.Entry entry, Position read) {
    return !entry.corrupt() && !entry.day().isBefore(read.day());
  }

  /**
   * A reader leaves a day only when a later one has a file and this one was read to its end.
   *
   * @param misled whether the reader stands where there is no file, and so not behind all others
   */
  private static boolean isRead(JournalFolder.Entry entry, Position read, boolean misled) {
    if (entry.corrupt() || (read.day().isAfter(entry.day()) && !misled)) {
      return true;
    }
    log.warn("{} is past its time but not counted yet; it stays", entry.file());
    return false;
  }
}
