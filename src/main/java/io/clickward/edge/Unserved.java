package io.clickward.edge;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names in the log a host that is ours and cannot be served: one a minute at most, as strangers
 * choose how often they come, and a disk that hangs fails many hosts at once.
 */
final class Unserved {
  private static final Logger log = LoggerFactory.getLogger(Unserved.class);
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final AtomicLong last = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

  void tell(String host, Throwable cause) {
    long before = last.get();
    long now = System.nanoTime();
    if (now - before >= PAUSE_NANOS && last.compareAndSet(before, now)) {
      log.error(
          "{}: a handshake failed before it began, by a fault of ours; others may fail too, and are named again in a minute",
          host,
          cause);
    }
  }
}
