package io.clickward.command;

import io.clickward.cert.UnusableCertificatesException;
import io.clickward.config.ConfigException;
import io.clickward.store.FileTrouble;
import io.clickward.store.KeyFileException;
import io.clickward.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.Objects;

/** What is said of a command that failed, and the code that it ends with. */
final class Failures {
  private Failures() {}

  /** What the user can mend gets a sentence; anything else is a bug and shows where it is. */
  static int tell(Exception failure, PrintWriter err) {
    return switch (failure) {
      case ConfigException e -> say(err, e, Program.WRONG_USAGE);
      case UnusableCertificatesException e -> say(err, e, Program.WRONG_USAGE);
      case WrongUsageException e -> say(err, e, Program.WRONG_USAGE);
      case KeyFileException e -> say(err, e, Program.REFUSED);
      case FileSystemException e -> say(err, sentence(e), Program.REFUSED);
      case IOException e -> say(err, e, Program.REFUSED);
      case StoreException e -> say(err, e, Program.REFUSED);
      default -> bug(err, failure);
    };
  }

  private static int bug(PrintWriter err, Exception failure) {
    failure.printStackTrace(err);
    err.flush();
    return Program.REFUSED;
  }

  /** The JDK's message is often the bare file name. */
  private static IOException sentence(FileSystemException failure) {
    String why =
        failure instanceof FileAlreadyExistsException
            ? "is there and is no folder; expected a folder, or nothing. Move it away, or name another"
            : FileTrouble.why(failure);
    return new IOException(failure.getFile() + ": " + why, failure);
  }

  /** One sentence, and the exit code that was given. */
  static int say(PrintWriter err, Exception failure, int exitCode) {
    err.println(
        "clickward: " + Objects.requireNonNullElse(failure.getMessage(), failure.toString()));
    err.flush();
    return exitCode;
  }
}
