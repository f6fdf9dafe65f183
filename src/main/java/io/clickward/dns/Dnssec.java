package io.clickward.dns;

/**
 * Whether the signatures from the root down to a host hold. CAs validate them since 2026-03-15
 * (CA/B Forum ballot SC-085), so a broken chain means no certificate.
 *
 * @param state the state
 * @param reason why, for BROKEN and COULD_NOT_ASK; else empty
 */
public record Dnssec(State state, String reason) {
  /** The states of RFC 4035 section 4.3, as far as somebody could be asked. */
  public enum State {
    SECURE,
    INSECURE,
    BROKEN,
    COULD_NOT_ASK
  }

  static Dnssec of(State state) {
    return new Dnssec(state, "");
  }

  static Dnssec couldNotAsk(String reason) {
    return new Dnssec(State.COULD_NOT_ASK, reason);
  }
}
