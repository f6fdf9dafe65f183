package io.clickward.event;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * The journal's file of one day, open for writing. One thread commits, another may run the
 * checkpoint. After an exception the file is closed and opened anew.
 */
interface DayFile extends AutoCloseable {
  /**
   * The number of the last event in it when it was opened; where counting starts if it was empty.
   */
  long lastSeq();

  /** Whether an event stands under a number. */
  boolean holds(long seq, UUID id) throws IOException;

  /**
   * Writes events under consecutive numbers, all or none; they are on disk when it returns. When it
   * throws, it is unknown whether they are.
   */
  void commit(long firstSeq, List<Waiting> group) throws IOException;

  /** Keeps the write-ahead log short. Never waits long for readers and never makes them wait. */
  void checkpoint();

  @Override
  void close();

  /** Opens the file of a day and makes it when it is missing. */
  @FunctionalInterface
  interface Opener {
    DayFile open(LocalDate day) throws IOException;
  }
}
