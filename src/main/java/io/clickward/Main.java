package io.clickward;

import io.clickward.command.Program;

/** Where the program begins. */
public final class Main {
  private Main() {}

  /** Runs the command that the arguments name, and ends with its code. */
  public static void main(String[] args) {
    System.exit(Program.run(args));
  }
}
