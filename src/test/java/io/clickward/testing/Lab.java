package io.clickward.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
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
    return find(tool).orElseGet(() -> missing(tool));
  }

  private static Optional<Path> find(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path missing(String tool) {
    String reason = tool + " is not on the PATH; ./verify says what to install";
    return Boolean.getBoolean("verify") ? fail(reason) : abort(reason);
  }
}
