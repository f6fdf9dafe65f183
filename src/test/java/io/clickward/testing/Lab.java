package io.clickward.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Other people's programs that tests run against. */
public final class Lab {
  private Lab() {}

  /**
   * The tool of this name on the PATH. Without it the test is skipped, and under {@code ./verify},
   * which installs all tools, it fails.
   */
  public static Path require(String tool) {
    Optional<Path> found = find(tool);
    if (found.isEmpty()) {
      missing(tool + " on the PATH; ./verify says what to install");
    }
    return found.orElseThrow();
  }

  /** The command that traces another one; the test is skipped where tracing is refused. */
  public static List<String> tracing(Path trace, String... options)
      throws IOException, InterruptedException {
    String strace = require("strace").toString();
    Finished tried = Finished.of(List.of(strace, "--output=/dev/null", "true"));
    if (tried.exitCode() != 0) {
      missing("the right to trace processes: " + tried.err().strip());
    }
    // Daemonized, so that the process that is started is the traced one, signals and all.
    List<String> command =
        new ArrayList<>(List.of(strace, "--daemonize", "--follow-forks", "--seccomp-bpf"));
    command.addAll(List.of(options));
    command.add("--output=" + trace);
    return command;
  }

  private static Optional<Path> find(String tool) {
    // Daemons are in /usr/sbin, which is not on every user's PATH.
    return Stream.of(
            (System.getenv("PATH") + File.pathSeparator + "/usr/sbin").split(File.pathSeparator))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Ends a test that lacks something: skipped, and under {@code ./verify} failed. */
  static void missing(String what) {
    String reason = "this test needs " + what;
    if (Boolean.getBoolean("verify")) {
      fail(reason);
    }
    abort(reason);
  }
}
