package io.clickward.event;

import java.time.LocalDate;

/**
 * A place in the journal, between two events.
 *
 * @param day the file's day, UTC
 * @param offset bytes of the day before it, as its file counts them; 0 before the first event
 */
public record Position(LocalDate day, long offset) {
  /** Before every event. */
  public static final Position START = startOf(LocalDate.EPOCH);

  /** Before the first event of a day's file. */
  public static Position startOf(LocalDate day) {
    return new Position(day, 0);
  }
}
