package io.clickward.domain;

/** What a sealed link says about the recipient; clicks and opens have a mode each. */
public enum TrackingMode {
  /** Not tracked at all: the link is not rewritten, no pixel is added. */
  NONE,
  /** Tracked without any recipient. */
  ANONYMOUS,
  /** The recipient is a keyed digest of the address, the same for every mail of one account. */
  PSEUDONYMOUS,
  /** The recipient is the value that the caller gave. */
  IDENTIFIED
}
