package io.clickward.command;

import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * {@code serve --config FILE}, word for word: nearly every start, and the only one that clicks wait
 * for. The library that reads command lines takes a fifth of a start to do so, and is asked about
 * everything else.
 */
final class PlainServe {
  private PlainServe() {}

  /** Whether the arguments are these words, and the library would see no more in them. */
  static boolean isMeantBy(String... args) {
    return args.length == 3
        && args[0].equals("serve")
        && args[1].equals("--config")
        && !args[2].startsWith("-"); // an option
  }

  /** Serves until it is told to stop; gives the exit code. */
  static int run(String... args) {
    try {
      return new ServeCommand(new ConfigOption(Path.of(args[2]))).call();
    } catch (Exception e) {
      return Failures.tell(e, new PrintWriter(System.err, true, System.err.charset()));
    }
  }
}
