package io.clickward.event;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;

/**
 * The journal's file of one day, open for writing by one thread. After an exception it is closed
 * and opened anew.
 */
interface DayFile extends AutoCloseable {
  /** For {@link Opener}: this process has not written to the file yet. */
  long END_UNKNOWN = -1;

  /** The offset behind the last event. */
  long end();

  /**
   * Writes events behind the last one; they are on disk when it returns. When it throws, it is
   * unknown which of them are.
   *
   * @return the new end
   */
  long commit(List<Waiting> group) throws IOException;

  /**
   * Says that nobody will soon read what stands before an offset. Nothing else changes. Any thread.
   */
  void forget(long before);

  /** Closes it for good: nothing will be added to the day. */
  @Override
  void close();

  /** Lets go of it after a failure, without touching the disk once more. */
  void abandon();

  /** Opens the file of a day and makes it when it is missing. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens a file.
     *
     * @param end where to go on, as {@link #commit} gave it last: what stands behind is of a commit
     *     that failed. {@link #END_UNKNOWN} for what the file itself says
     */
    DayFile open(LocalDate day, long end) throws IOException;
  }
}
