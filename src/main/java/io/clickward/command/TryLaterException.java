package io.clickward.command;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The server has too much to do for now, or this client asked too often (429); nothing was done.
 */
final class TryLaterException extends IOException {
  static final int STATUS = 429;

  /** Where the server names no wait, or one that cannot be read. */
  private static final int PAUSE_SECONDS = 5;

  private static final int PAUSE_SECONDS_MAX = 60;

  private final Duration pause;

  private TryLaterException(String message, Duration pause) {
    super(message);
    this.pause = pause;
  }

  /** With the wait that the answer names: seconds, of what RFC 9110 section 10.2.3 allows. */
  static TryLaterException of(Optional<String> retryAfter, String message) {
    int seconds =
        retryAfter
            .filter(value -> value.matches("[0-9]{1,9}"))
            .map(Integer::parseInt)
            .orElse(PAUSE_SECONDS);
    return new TryLaterException(
        message, Duration.ofSeconds(Math.clamp(seconds, 1, PAUSE_SECONDS_MAX)));
  }

  /** How long to wait: a second at least, and a minute at most whatever the server says. */
  Duration pause() {
    return pause;
  }
}
