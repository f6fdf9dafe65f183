package io.clickward.event;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Writes groups into the file of the day, exactly once each. Events are numbered within their file
 * from here, not by the file, so that a group whose commit failed can be looked up: it is there
 * whole or not at all. Days only advance, and nothing is written to a day's file once a later one
 * exists; readers rely on that.
 */
final class DayWriter {
  private final DayFile.Opener opener;
  private final Executor closer;
  private LocalDate day;
  private volatile @Nullable DayFile file;

  /** The number of the last event known to be in the day's file. */
  private long seq;

  /** Whether the group behind {@link #seq} was tried and may be in the file. */
  private boolean inDoubt;

  /**
   * A writer.
   *
   * @param closer closes the files of past days, which takes a while
   */
  DayWriter(DayFile.Opener opener, LocalDate day, Executor closer) {
    this.opener = opener;
    this.day = day;
    this.closer = closer;
  }

  /** Goes on to a later day. Only between groups: a group is retried in the file of its day. */
  void turnTo(LocalDate today) {
    if (today.isAfter(day)) {
      DayFile past = file;
      file = null;
      day = today;
      seq = 0;
      if (past != null) {
        closer.execute(past::close);
      }
    }
  }

  /** Writes a group, opening the day's file if need be; an empty group only opens it. */
  void write(List<Waiting> group) throws IOException {
    DayFile open = file;
    List<Waiting> missing = group;
    if (open == null) {
      open = opener.open(day);
      file = open;
      missing = missing(open, group);
    }
    if (!missing.isEmpty()) {
      inDoubt = true;
      open.commit(seq + 1, missing);
      inDoubt = false;
      seq += missing.size();
    }
  }

  /** What of a group is not in a file just opened; nobody else writes, so it ends with the rest. */
  private List<Waiting> missing(DayFile opened, List<Waiting> group) throws IOException {
    int there = 0;
    if (inDoubt && opened.holds(seq + 1, group.getFirst().event().id())) {
      there = Math.toIntExact(opened.lastSeq() - seq);
    }
    inDoubt = false;
    seq = Math.max(seq, opened.lastSeq());
    return group.subList(there, group.size());
  }

  /** Gives the file up after a failure; the next group opens it anew. */
  void abandon() {
    DayFile failed = file;
    file = null;
    if (failed != null) {
      failed.close();
    }
  }

  /** Shortens the file's log; called on another thread than the rest. */
  void checkpoint() {
    DayFile open = file;
    if (open != null) {
      open.checkpoint();
    }
  }
}
