package io.clickward.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Other people's programs that tests run against. */
public final class Lab {
  private static final Pattern PORT_TAKEN =
      Pattern.compile("address (already )?in use", Pattern.CASE_INSENSITIVE);
  private static final int LAST_LINES = 30;

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

  /**
   * Waits until a program that has been started answers. One that has ended, or that goes on
   * without a port that somebody else has, fails the test at once. Whatever fails comes with the
   * program's last words, and ends it.
   */
  static void awaitAnswer(Process program, Path log, Duration max, Eventually.Condition answers)
      throws IOException, InterruptedException {
    String name = log.getFileName().toString();
    boolean answered = false;
    try {
      Eventually.await(name + ": an answer", max, () -> isUp(program, log, answers));
      answered = true;
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + lastWords(log), e);
    } finally {
      if (!answered) {
        program.destroyForcibly();
      }
    }
  }

  private static boolean isUp(Process program, Path log, Eventually.Condition answers)
      throws IOException, InterruptedException {
    // In this order: an answer may be that of whoever has the port.
    boolean answered = answers.holds();
    if (!program.isAlive()) {
      throw new IOException("%s: it has ended\n%s".formatted(log, lastWords(log)));
    }
    if (PORT_TAKEN.matcher(Files.readString(log)).find()) {
      throw new IOException("%s: its port is taken\n%s".formatted(log, lastWords(log)));
    }
    return answered;
  }

  private static String lastWords(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
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
