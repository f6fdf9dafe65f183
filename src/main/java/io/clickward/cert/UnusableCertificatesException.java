package io.clickward.cert;

import java.util.List;

/** Certificates that cannot be used, with every reason found. */
public final class UnusableCertificatesException extends Exception {
  private final List<String> problems;

  UnusableCertificatesException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence for the operator each: subject, what was found, what was expected, next step. */
  public List<String> problems() {
    return problems;
  }
}
