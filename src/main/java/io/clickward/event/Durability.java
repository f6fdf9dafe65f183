package io.clickward.event;

/** What an answer waits for. */
public enum Durability {
  /** For the event to be on disk, up to a limit. */
  SYNC,
  /** For nothing; a crash loses the last 10 milliseconds or so. */
  ASYNC
}
