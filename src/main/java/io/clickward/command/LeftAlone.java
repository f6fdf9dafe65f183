package io.clickward.command;

import io.clickward.rewrite.Report;
import java.util.TreeSet;

/** Why nothing was changed in a mail, in words that name no link and nobody. */
record LeftAlone(Report report) {
  String sentence() {
    return "the mail was left as it is: %s; docs/reference/rewriting.md has the reasons"
        .formatted(report.untouched().isEmpty() ? parts() : report.untouched());
  }

  private String parts() {
    TreeSet<String> reasons = new TreeSet<>(report.linksSkipped().keySet());
    report.partsSkipped().forEach(part -> reasons.add(part.reason()));
    return reasons.isEmpty()
        ? "no link was found"
        : "nothing to rewrite was found (%s)".formatted(String.join(", ", reasons));
  }
}
