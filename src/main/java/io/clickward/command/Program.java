package io.clickward.command;

import java.util.Locale;
import java.util.stream.Stream;

/** A command from its words to the code that the process ends with. */
public final class Program {
  /** It was done. */
  public static final int DONE = 0;

  /** It could not be done; standard error says why. */
  public static final int REFUSED = 1;

  /** Wrong usage or configuration. */
  public static final int WRONG_USAGE = 2;

  private static final String UNREADABLE = "\uFFFD";

  private Program() {}

  /** Runs the command that the arguments name. */
  public static int run(String... args) {
    // What is written here is read by programs too, ours among them: ASCII digits everywhere.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    try {
      return heard(isText(args) ? execute(args) : refuse());
    } catch (Error e) { // too little memory, a missing part: threads that go on keep no process
      e.printStackTrace();
      return REFUSED;
    }
  }

  private static int execute(String... args) {
    return PlainServe.isMeantBy(args) ? PlainServe.run(args) : Commands.of(args).execute(args);
  }

  /** What the locale cannot read becomes one character, and readers would become one reader. */
  private static boolean isText(String... args) {
    return Stream.of(args).noneMatch(arg -> arg.contains(UNREADABLE));
  }

  private static int refuse() {
    System.err.printf(
        "clickward: an argument has characters that cannot be read as %s; expected text in this locale's charset. Set LC_ALL=C.UTF-8 and run it again.%n",
        System.getProperty("sun.jnu.encoding"));
    return WRONG_USAGE;
  }

  /** What a command said to a full disk or a closed pipe, nobody has read. */
  private static int heard(int exitCode) {
    if (!System.out.checkError()) {
      return exitCode;
    }
    System.err.println("clickward: standard output takes no more; what it has is cut");
    return exitCode == DONE ? REFUSED : exitCode;
  }
}
