package io.clickward.cert;

import java.time.Instant;
import org.shredzone.acme4j.exception.AcmeException;

/** The CA asks for patience (RFC 9110 section 15.6.4), with the time when to come back. */
final class BusyException extends AcmeException {
  private final Instant until;

  BusyException(AcmeException cause, Instant until) {
    super("it answers 503 and asks us to come back at " + until + ".", cause);
    this.until = until;
  }

  Instant until() {
    return until;
  }
}
