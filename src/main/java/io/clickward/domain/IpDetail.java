package io.clickward.domain;

/** How much of the client's address an event keeps. */
public enum IpDetail {
  FULL,
  /** IPv4 to /24, IPv6 to /48. */
  TRUNCATED,
  NONE
}
