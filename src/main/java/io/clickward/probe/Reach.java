package io.clickward.probe;

/** Whether a port of an address could be connected to. */
public sealed interface Reach {
  /** It accepted. */
  record Accepted() implements Reach {}

  /** It refused, or did not answer in time. */
  record Failed(String reason) implements Reach {}

  /** This machine has no way to it, which says nothing about others. */
  record NoRoute(String reason) implements Reach {}

  /** It was not tried, because the address is not public. */
  record NotPublic(String reason) implements Reach {}
}
