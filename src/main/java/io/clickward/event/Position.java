package io.clickward.event;

import java.time.LocalDate;

/**
 * A place in the journal: the last event that was read.
 *
 * @param day the file's day, UTC
 * @param seq the event's number in the file; 0 before the first
 */
public record Position(LocalDate day, long seq) {
  /** Before every event. */
  public static final Position START = startOf(LocalDate.EPOCH);

  /** Before the first event of a day's file. */
  public static Position startOf(LocalDate day) {
    return new Position(day, 0);
  }
}
