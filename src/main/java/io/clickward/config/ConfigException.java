package io.clickward.config;

import java.nio.file.Path;
import java.util.List;

/** A configuration that cannot be used, with everything that is wrong with it. */
public final class ConfigException extends Exception {
  private static final String REFERENCE =
      "Every key is described in docs/reference/configuration.md.";

  private static final int PROBLEMS_SHOWN_MAX = 100;

  private final transient List<Problem> problems;

  ConfigException(Path file, List<Problem> problems) {
    super(message(file, problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong: the file's problems from top to bottom, then those of the environment. */
  public List<Problem> problems() {
    return problems;
  }

  private static String message(Path file, List<Problem> problems) {
    StringBuilder message = new StringBuilder("The configuration ").append(file).append(" has ");
    message.append(problems.size() == 1 ? "1 problem:" : problems.size() + " problems:");
    int shown = Math.min(problems.size(), PROBLEMS_SHOWN_MAX);
    for (int i = 0; i < shown; i++) {
      message.append("\n  ").append(i + 1).append(". ").append(problems.get(i));
    }
    if (shown < problems.size()) {
      message.append("\n  and ").append(problems.size() - shown).append(" more");
    }
    return message.append('\n').append(REFERENCE).toString();
  }
}
