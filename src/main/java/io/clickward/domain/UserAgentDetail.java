package io.clickward.domain;

/** How much of the User-Agent header an event keeps. */
public enum UserAgentDetail {
  FULL,
  /** Only the product family, such as {@code Firefox} or {@code Apple Mail}. */
  CLASS,
  NONE
}
