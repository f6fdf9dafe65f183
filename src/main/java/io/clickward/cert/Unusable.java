package io.clickward.cert;

import java.util.List;

/** Ends the reading of something that cannot be used; what else is wrong is still looked for. */
final class Unusable extends Exception {
  private final List<Problem> problems;

  Unusable(List<Problem> problems) {
    this.problems = List.copyOf(problems);
  }

  Unusable(Problem problem) {
    this(List.of(problem));
  }

  List<Problem> problems() {
    return problems;
  }
}
