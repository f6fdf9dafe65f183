package io.clickward.event;

/** What became of an event, as far as its request may wait for it. */
public enum Settlement {
  /** On disk: the commit that covers it, fdatasync included, has returned. */
  DURABLE,
  /** In memory on its way to disk; the installation does not ask for more. */
  QUEUED,
  /** Not on disk within the time a request may wait; it stays queued and is written later. */
  LATE,
  /** Dropped, because the queue is full or the journal is closed. */
  LOST
}
