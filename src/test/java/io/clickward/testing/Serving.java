package io.clickward.testing;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** A running {@code clickward serve}. */
public final class Serving implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final int STOP_SECONDS_MAX = 30;
  private static final int PAUSE_MILLIS = 50;

  private final Process process;
  private final int admin;
  private final Path log;

  private Serving(Process process, int admin, Path log) {
    this.process = process;
    this.admin = admin;
    this.log = log;
  }

  static Serving of(Process process, int admin, Path log) throws IOException, InterruptedException {
    Serving serving = new Serving(process, admin, log);
    Instant latest = Instant.now().plus(START_MAX);
    while (!serving.isReady()) {
      if (!process.isAlive() || Instant.now().isAfter(latest)) {
        serving.close();
        throw new IOException("did not become ready:\n" + serving.log());
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return serving;
  }

  private boolean isReady() throws IOException, InterruptedException {
    try {
      return saysReady();
    } catch (ConnectException e) {
      return false;
    }
  }

  /** Asks the admin port. */
  public HttpResponse<String> admin(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + admin + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  /** Whether it says that it should get traffic. */
  public boolean saysReady() throws IOException, InterruptedException {
    return admin("/health/ready").statusCode() == 200;
  }

  /** The value of a metric without labels. */
  public long metric(String name) throws IOException, InterruptedException {
    return admin("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> Math.round(Double.parseDouble(line.substring(name.length() + 1))))
        .findFirst()
        .orElseThrow(() -> new IOException("no metric " + name));
  }

  /** Everything that it has logged. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  /** Tells it to stop, and does not wait. */
  public void tellToStop() {
    process.destroy();
  }

  /** Stops it by SIGTERM, as systemd and container runtimes do; gives the exit code. */
  public int terminate() throws IOException, InterruptedException {
    tellToStop();
    if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new IOException("did not stop within " + STOP_SECONDS_MAX + " s:\n" + log());
    }
    return process.exitValue();
  }

  /** Its memory that is really in use, in bytes. */
  public long residentBytes() throws IOException {
    return status("VmRSS") * 1024;
  }

  /** The processor time that it has taken so far: what others make it wait does not count. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  private long status(String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", "" + process.pid(), "status"))) {
      if (line.startsWith(field + ":")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no " + field + " of process " + process.pid());
  }

  /** Ends it by SIGKILL: it gets to do nothing any more. */
  public void kill() throws IOException, InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new IOException("not even SIGKILL ended it within " + STOP_SECONDS_MAX + " s");
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
