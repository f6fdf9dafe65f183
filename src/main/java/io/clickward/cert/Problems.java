package io.clickward.cert;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects problems, so that one that ends a check does not hide those of the other checks. */
final class Problems {
  /** A step that may end in problems. */
  interface Step<T> {
    T run() throws Unusable;
  }

  private final List<Problem> found = new ArrayList<>();

  /** What the step gives, or nothing and its problems are kept. */
  <T> Optional<T> collect(Step<T> step) {
    try {
      return Optional.of(step.run());
    } catch (Unusable e) {
      found.addAll(e.problems());
      return Optional.empty();
    }
  }

  void add(Optional<Problem> problem) {
    problem.ifPresent(found::add);
  }

  void addAll(List<Problem> problems) {
    found.addAll(problems);
  }

  List<Problem> list() {
    return List.copyOf(found);
  }

  void throwIfAny() throws Unusable {
    if (!found.isEmpty()) {
      throw new Unusable(found);
    }
  }
}
