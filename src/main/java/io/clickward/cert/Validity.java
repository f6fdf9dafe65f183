package io.clickward.cert;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whether it is a chain's time. Only the leaf's is a must: clients find ways around the others. */
final class Validity {
  private static final Duration SOON = Duration.ofDays(7);

  private Validity() {}

  static List<Problem> problems(PemPlace place, List<X509Certificate> chain, Instant now) {
    Instant start = chain.getFirst().getNotBefore().toInstant();
    if (now.isBefore(start)) {
      return List.of(
          place.problem(
              "is not valid before " + start,
              "a certificate that is valid now",
              "Correct this machine's clock, or put the certificate there later"));
    }
    Instant end = chain.getFirst().getNotAfter().toInstant();
    return now.isAfter(end)
        ? List.of(
            place.problem(
                "expired at " + end,
                "a certificate that is valid now",
                "Renew it and replace the file"))
        : List.of();
  }

  static List<Problem> warnings(PemPlace place, List<X509Certificate> chain, Instant now) {
    List<Problem> warnings = new ArrayList<>();
    Instant leafEnd = chain.getFirst().getNotAfter().toInstant();
    if (!now.isAfter(leafEnd) && now.isAfter(leafEnd.minus(SOON))) {
      warnings.add(
          place.problem(
              "expires at " + leafEnd,
              "more than %d days left".formatted(SOON.toDays()),
              "Renew it and replace the file"));
    }
    for (int i = 1; i < chain.size(); i++) {
      Instant end = chain.get(i).getNotAfter().toInstant();
      if (now.isAfter(end)) {
        warnings.add(
            place.problem(
                "its %s expired at %s".formatted(ChainFile.describe(chain, i), end),
                "a chain that is valid now",
                "Get the present chain from the CA; some clients refuse this one"));
      }
    }
    return warnings;
  }
}
