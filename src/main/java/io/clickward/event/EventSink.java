package io.clickward.event;

/** Where the data plane puts events. */
public interface EventSink {
  /**
   * Takes an event. Never blocks, never throws; safe for many threads.
   *
   * @param settled told exactly once what became of the event: before this method returns, or on
   *     its executor
   */
  void append(Event event, Settled settled);
}
