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
        PlainServe.isMeantBy(args) ? PlainServe.run(args) : Commands.of(args).execute(args));
  }
}
