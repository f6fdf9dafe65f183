package io.clickward.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that was started for one measurement, and the time since just before its fork. */
final class Launched implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final long start = System.nanoTime();
  private final Process server;
  private final Path log;

  /** Whether the server does yet what is waited for. */
  interface Question {
    boolean asked() throws Exception;
  }

  /** Starts a command that appends what it says to a file. */
  Launched(List<String> command, Path log) throws IOException {
    this.log = log;
    this.server =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()))
            .start();
  }

  /** Milliseconds until the answer is yes; asks every millisecond. */
  double millisUntil(Question question) throws Exception {
    while (!question.asked()) {
      if (System.nanoTime() - start > PATIENCE_NANOS || !server.isAlive()) {
        throw new IllegalStateException("the server does not get there; its log is " + log);
      }
      Thread.sleep(1);
    }
    return millis();
  }

  /** Milliseconds until now. */
  double millis() {
    return (System.nanoTime() - start) / 1e6;
  }

  /** Prints the median, the least and the most of some times. */
  static void print(double[] millis) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    System.out.printf(
        "%.0f %.0f %.0f%n", sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
  }

  @Override
  public void close() throws InterruptedException {
    server.destroy();
    server.waitFor();
  }
}
