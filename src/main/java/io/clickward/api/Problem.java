package io.clickward.api;

import io.clickward.domain.Finding;
import io.clickward.onboarding.RefusedException;
import java.util.List;
import java.util.Locale;

/**
 * A refusal as problem details (RFC 9457).
 *
 * @param type names the kind of problem
 * @param title the same for every problem of the kind
 * @param status the HTTP status
 * @param detail this problem, as a sentence
 * @param subject what it is about
 * @param observed what was found
 * @param expected what was expected
 * @param nextStep what to do
 * @param findings every reason, this first one included
 */
record Problem(
    String type,
    String title,
    int status,
    String detail,
    String subject,
    String observed,
    String expected,
    String nextStep,
    List<Views.FindingView> findings) {
  static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(RefusedException refused) {
    int status =
        switch (refused.kind()) {
          case INVALID -> 400;
          case FORBIDDEN -> 403;
          case NOT_FOUND -> 404;
          case CONFLICT -> 409;
          case BUSY -> 429;
        };
    return of(status, refused.findings());
  }

  static Problem of(
      int status, String code, String subject, String observed, String expected, String nextStep) {
    return of(
        status,
        List.of(new Finding(code, Finding.Severity.BLOCKS, subject, observed, expected, nextStep)));
  }

  private static Problem of(int status, List<Finding> findings) {
    Finding first = findings.getFirst();
    return new Problem(
        "urn:clickward:problem:" + first.code(),
        title(first.code()),
        status,
        "%s: %s; expected %s. %s"
            .formatted(first.subject(), first.observed(), first.expected(), first.nextStep()),
        first.subject(),
        first.observed(),
        first.expected(),
        first.nextStep(),
        findings.stream().map(Views.FindingView::of).toList());
  }

  /** {@code dns.wrong-target} becomes {@code Dns wrong target}. */
  private static String title(String code) {
    String words = code.replace('.', ' ').replace('-', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
