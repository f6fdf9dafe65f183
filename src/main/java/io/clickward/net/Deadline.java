package io.clickward.net;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * Closes a connection when its time is up, whatever it is doing: a peer that sends a byte now and
 * then outlives every wait of a single read.
 */
public final class Deadline implements AutoCloseable {
  private final Thread watch;

  private Deadline(Thread watch) {
    this.watch = watch;
  }

  /** Closes the connection after this time, unless this is closed first. */
  public static Deadline of(Closeable connection, Duration wait) {
    return new Deadline(
        Thread.ofVirtual()
            .name("outbound-deadline")
            .start(
                () -> {
                  try {
                    Thread.sleep(wait);
                    connection.close();
                  } catch (InterruptedException | IOException e) {
                    // In time, or closed already.
                  }
                }));
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
