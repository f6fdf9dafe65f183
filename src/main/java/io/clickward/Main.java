package io.clickward;

/** Where the program begins, and the codes that it ends with. */
public final class Main {
  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int WRONG_USAGE = 2;

  private Main() {}

  /** Runs the command that the arguments name. */
  public static void main(String[] args) {
    System.exit(
        heard(PlainServe.isMeantBy(args) ? PlainServe.run(args) : Commands.of(args).execute(args)));
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
