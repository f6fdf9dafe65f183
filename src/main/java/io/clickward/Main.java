package io.clickward;

/** The commands. */
public final class Main {
  private Main() {}

  /** Runs the command that the arguments name. */
  public static void main(String[] args) {
    System.exit(args.length == 0 ? 2 : 0);
  }
}
