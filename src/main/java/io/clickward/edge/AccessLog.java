package io.clickward.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines on their way to a stream, written by a thread of its own. Whoever adds one never waits:
 * when the stream does not keep up, lines are dropped and counted.
 */
public final class AccessLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
  private static final int LINES_WAITING_MAX = 16_384;
  private static final int BATCH_LINES_MAX = 1_024;
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final Duration CLOSE_WAIT_MAX = Duration.ofSeconds(2);

  private final OutputStream out;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final Thread writer =
      Thread.ofPlatform().daemon().name("access-log").unstarted(this::run);
  private volatile boolean closing;

  private AccessLog(OutputStream out) {
    this.out = out;
  }

  /** A log to a stream, which stays the caller's to close. */
  public static AccessLog to(OutputStream out) {
    AccessLog accessLog = new AccessLog(out);
    accessLog.writer.start();
    return accessLog;
  }

  /** Takes a line without its end. */
  void add(String line) {
    if (waiting.incrementAndGet() > LINES_WAITING_MAX) {
      waiting.decrementAndGet();
      dropped.increment();
    } else {
      lines.add(line);
    }
  }

  /** Lines that were never written. */
  public long dropped() {
    return dropped.sum();
  }

  private void run() {
    while (!closing || !lines.isEmpty()) {
      if (lines.isEmpty()) {
        rest();
      } else {
        write();
      }
    }
  }

  /** Nobody wakes the writer: adding a line then costs what the queue costs. */
  private static void rest() {
    try {
      Thread.sleep(LOOK_EVERY);
    } catch (InterruptedException e) {
      log.debug("woken to close");
    }
  }

  private void write() {
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    int count = 0;
    for (String line = lines.poll(); line != null; line = lines.poll()) {
      batch.writeBytes(line.getBytes(US_ASCII));
      batch.write('\n');
      if (++count == BATCH_LINES_MAX) {
        break;
      }
    }
    waiting.addAndGet(-count);
    try {
      batch.writeTo(out);
      out.flush();
    } catch (IOException e) {
      dropped.add(count);
      log.warn("Lines of the access log that could not be written: {} ({})", count, e.getMessage());
    }
  }

  /** Writes what waits, for a moment at most. */
  @Override
  public void close() throws InterruptedException {
    closing = true;
    writer.interrupt();
    writer.join(CLOSE_WAIT_MAX);
  }
}
