package io.clickward.domain;

/** What the kill switch stops: its links get 410 at once. */
public sealed interface Revocation {
  /** All links of a message of an account. */
  record Message(String account, String message) implements Revocation {}

  /** One link of a message of an account. */
  record Link(String account, String message, int index) implements Revocation {}

  /** All links of an account that lead to a host. */
  record Destination(String account, HostName host) implements Revocation {}

  /** All links of every account that lead to a host; for the operator. */
  record DestinationEverywhere(HostName host) implements Revocation {}
}
