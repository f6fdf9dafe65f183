package io.clickward.config;

/** Whether the answer to a click waits until its event is on disk. */
public enum Durability {
  SYNC,
  ASYNC
}
