package io.clickward.cert;

import java.time.Duration;

/**
 * How long things are waited for.
 *
 * @param host after failures of a host
 * @param decision for a CA to decide on what it was asked, in one attempt
 * @param undecided until it is asked again what has become of that, when it names no time
 */
record Patience(BackOff host, Duration decision, Duration undecided) {
  static final Patience USUAL = of(BackOff.HOST);

  static Patience of(BackOff host) {
    return new Patience(host, Duration.ofMinutes(2), Duration.ofMinutes(5));
  }
}
