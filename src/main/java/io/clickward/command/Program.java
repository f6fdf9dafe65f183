package io.clickward.command;

/** A command from its words to the code that the process ends with. */
public final class Program {
  /** It was done. */
  public static final int DONE = 0;

  /** It could not be done; standard error says why. */
  public static final int REFUSED = 1;

  /** Wrong usage or configuration. */
  public static final int WRONG_USAGE = 2;

  private Program() {}

  /** Runs the command that the arguments name. */
  public static int run(String... args) {
    return heard(
        PlainServe.isMeantBy(args) ? PlainServe.run(args) : Commands.of(args).execute(args));
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
