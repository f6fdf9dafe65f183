package io.clickward.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A headless Chromium with a home of its own: no settings, no history, no other trust. */
public final class Browser implements AutoCloseable {
  private static final List<String> QUIET =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-proxy-server");

  private final Path home;
  private Process process;

  private Browser(Path home) {
    this.home = home;
  }

  /** A browser whose home is this folder, and which trusts the CAs that Chromium comes with. */
  public static Browser in(Path home) throws IOException {
    return new Browser(Files.createDirectories(home));
  }

  /** Trusts one more CA, as an administrator would have it do: through the user's NSS database. */
  public Browser trusting(Path authority) throws IOException, InterruptedException {
    String certutil = Lab.require("certutil").toString();
    String database = "sql:" + Files.createDirectories(home.resolve(".pki/nssdb"));
    Finished.of(List.of(certutil, "-d", database, "-N", "--empty-password")).orThrow();
    Finished.of(
            List.of(
                certutil,
                "-d",
                database,
                "-A",
                "-t",
                "C,,",
                "-n",
                "test",
                "-i",
                authority.toString()))
        .orThrow();
    return this;
  }

  /** Opens a page and stays there, or wherever the page leads, until it is closed. */
  public Browser open(String url) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command("--remote-debugging-port=0", url))
            .redirectErrorStream(true)
            .redirectOutput(log().toFile());
    builder.environment().putAll(environment());
    process = builder.start();
    return this;
  }

  /** The document that a URL leads to, as Chromium would show it. */
  public String document(String url) throws IOException, InterruptedException {
    return Finished.of(command("--dump-dom", url), environment()).orThrow().out();
  }

  /** What Chromium has said. */
  public String said() throws IOException {
    return Files.readString(log());
  }

  private Path log() {
    return home.resolve("chromium.log");
  }

  private Map<String, String> environment() {
    return Map.of("HOME", home.toString());
  }

  private List<String> command(String... more) {
    List<String> command = new ArrayList<>(List.of(Lab.require("chromium").toString()));
    command.addAll(QUIET);
    command.add("--user-data-dir=" + home.resolve("profile"));
    command.addAll(List.of(more));
    return command;
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroy();
      process.waitFor();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
