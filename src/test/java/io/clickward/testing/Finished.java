package io.clickward.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that has ended.
 *
 * @param exitCode what it ended with
 * @param bytes what it wrote to standard output
 * @param err what it wrote to standard error
 */
@SuppressWarnings("ArrayRecordComponent") // output that is read once and never compared
public record Finished(int exitCode, byte[] bytes, String err) {
  private static final int SECONDS_MAX = 120;

  /** Runs a command with nothing on its standard input, and waits for its end. */
  public static Finished of(List<String> command) throws IOException, InterruptedException {
    return of(command, Map.of());
  }

  /** The same with variables added to the environment. */
  public static Finished of(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    // Files, not pipes: nobody has to read two streams at once.
    Path out = Files.createTempFile("out", ".txt");
    Path err = Files.createTempFile("err", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      return new Finished(
          exitCode(builder.start()), Files.readAllBytes(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static int exitCode(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("did not end within " + SECONDS_MAX + " s: " + process.info());
    }
    return process.exitValue();
  }

  /** Standard output as text. */
  public String out() {
    return new String(bytes, UTF_8);
  }

  /** This, if the command ended as it should. */
  public Finished orThrow() throws IOException {
    if (exitCode != 0) {
      throw new IOException("ended with " + exitCode + ":\n" + out() + err);
    }
    return this;
  }
}
