package io.clickward.dns;

/** What was found at a record, and what that means. */
public enum Verdict {
  /** As wanted. */
  OK(Standing.RIGHT),
  /** Another form with the same effect: flattened to addresses, or by way of another name. */
  OK_OTHER_FORM(Standing.RIGHT),
  /** The record of a later step has taken its place, as it should. */
  REPLACED(Standing.RIGHT),
  /** The zone's own servers answer as wanted; caches still hold what was before. */
  SPREADING(Standing.WAITING),
  /** The zone's own servers do not agree yet. */
  SERVERS_DIFFER(Standing.WAITING),
  /** The record of an earlier step is still there. */
  EARLIER_STEP(Standing.WAITING),
  /** The name does not exist (NXDOMAIN). */
  NAME_MISSING(Standing.WRONG),
  /** The name exists without such a record. */
  RECORD_MISSING(Standing.WRONG),
  /** The record was made with the zone appended twice. */
  DOUBLED_LABEL(Standing.WRONG),
  /** It leads, or says, something else. */
  WRONG_TARGET(Standing.WRONG),
  /** Beside the right addresses there are others, such as an AAAA left over. */
  STALE_ADDRESS(Standing.WRONG),
  /** Records that must not stand beside each other. */
  CONFLICTING(Standing.WRONG),
  /** The CNAMEs lead back to themselves. */
  CNAME_LOOP(Standing.WRONG),
  /** More CNAMEs in a row than resolvers follow. */
  CHAIN_TOO_LONG(Standing.WRONG),
  /** The target itself does not exist or has no address. */
  TARGET_DEAD(Standing.WRONG),
  /** The zone is handed to name servers that do not know it. */
  LAME_DELEGATION(Standing.WRONG),
  /** The signatures do not hold, so resolvers that check them give no answer. */
  DNSSEC_BROKEN(Standing.WRONG),
  /** Addresses that a CDN may well have; only a probe can tell. */
  CANNOT_TELL(Standing.UNKNOWN),
  /** The resolver says that it failed. */
  SERVER_FAILED(Standing.UNKNOWN),
  /** No answer in time. */
  NO_ANSWER(Standing.UNKNOWN),
  /** The resolver refused, or this check used up its share. */
  NOT_ASKED(Standing.UNKNOWN);

  /** What a verdict means for going on. */
  public enum Standing {
    RIGHT,
    /** On its way; look again. */
    WAITING,
    WRONG,
    /** Nobody could say. Never to be read as wrong. */
    UNKNOWN
  }

  private final Standing standing;

  Verdict(Standing standing) {
    this.standing = standing;
  }

  /** What it means for going on. */
  public Standing standing() {
    return standing;
  }
}
