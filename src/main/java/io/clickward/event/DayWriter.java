package io.clickward.event;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Writes groups into the file of the day, exactly once each: a group whose commit failed is written
 * again at the same place. Days only advance, and nothing is written to a day's file once a later
 * one exists; readers rely on that.
 */
final class DayWriter {
  /**
   * What stays in memory for those who read the journal behind us. Further behind they read the
   * disk.
   */
  static final long KEPT_BYTES = 64 << 20;

  /** Forgotten at a time. */
  private static final long FORGOTTEN_BYTES = 1 << 20;

  private final DayFile.Opener opener;
  private final Executor upkeep;
  private LocalDate day;
  private @Nullable DayFile file;

  /** The end of the day's file as far as it is known to be on disk. */
  private long end = DayFile.END_UNKNOWN;

  /** Up to where the file is forgotten, or where it was opened. */
  private long forgotten;

  /**
   * A writer.
   *
   * @param upkeep does what takes a while and nobody waits for, such as closing the files of past
   *     days
   */
  DayWriter(DayFile.Opener opener, LocalDate day, Executor upkeep) {
    this.opener = opener;
    this.day = day;
    this.upkeep = upkeep;
  }

  /** Goes on to a later day. Only between groups: a group is retried in the file of its day. */
  void turnTo(LocalDate today) {
    if (today.isAfter(day)) {
      DayFile past = file;
      file = null;
      day = today;
      end = DayFile.END_UNKNOWN;
      if (past != null) {
        upkeep.execute(past::close);
      }
    }
  }

  /** Writes a group, opening the day's file if need be; an empty group only opens it. */
  void write(List<Waiting> group) throws IOException {
    DayFile open = file;
    if (open == null) {
      open = opener.open(day, end);
      file = open;
      end = open.end();
      forgotten = end;
    }
    if (!group.isEmpty()) {
      end = open.commit(group);
      forgetOld(open);
    }
  }

  private void forgetOld(DayFile open) {
    long old = end - KEPT_BYTES;
    if (old - forgotten >= FORGOTTEN_BYTES) {
      forgotten = old;
      forgetLater(open, old);
    }
  }

  /** It is only advice: the group before it is on disk, and must not look as if it were not. */
  private void forgetLater(DayFile open, long before) {
    try {
      upkeep.execute(() -> open.forget(before));
    } catch (RuntimeException | Error e) {
      Stumble.tell("journal-upkeep", e);
    }
  }

  /** Gives the file up after a failure; the next group opens it anew. */
  void abandon() {
    DayFile failed = file;
    file = null;
    if (failed != null) {
      failed.abandon();
    }
  }

  /** Closes the file for good. */
  void close() {
    DayFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
