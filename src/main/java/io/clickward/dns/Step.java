package io.clickward.dns;

/** What a record is for, in the order in which records are made. */
public enum Step {
  /** Shows that the account may use the host. */
  OWNERSHIP,
  /** The email provider's own proof; some are replaced by the record for traffic later. */
  PROVIDER,
  /** Lets a certificate be issued before traffic moves. */
  CERTIFICATE,
  /** Brings clicks to the edge. */
  TRAFFIC
}
