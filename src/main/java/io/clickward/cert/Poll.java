package io.clickward.cert;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.shredzone.acme4j.AcmeJsonResource;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.exception.AcmeException;

/** Asks a CA how something goes, until it is decided: soon first, then less and less often. */
record Poll(InstantSource clock, Duration end) {
  private static final Duration FIRST = Duration.ofMillis(20);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(2);
  private static final Duration RETRY_AFTER_MAX = Duration.ofSeconds(60);

  /** What became of it; still one of these when the time is over. */
  Status whileIn(Set<Status> undecided, AcmeJsonResource resource, Supplier<Status> status)
      throws AcmeException, InterruptedException {
    long start = System.nanoTime();
    Duration pause = FIRST;
    while (true) {
      Optional<Instant> retryAfter = resource.fetch();
      Duration wait = max(pause, retryAfter.map(this::until).orElse(Duration.ZERO));
      boolean over = System.nanoTime() - start + wait.toNanos() > end.toNanos();
      if (!undecided.contains(status.get()) || over) {
        return status.get();
      }
      Thread.sleep(wait);
      pause = min(pause.multipliedBy(2), PAUSE_MAX);
    }
  }

  private Duration until(Instant retryAfter) {
    return min(Duration.between(clock.instant(), retryAfter), RETRY_AFTER_MAX);
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
