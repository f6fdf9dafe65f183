package io.clickward.cert;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Whether it is a certificate's time. */
final class Validity {
  private Validity() {}

  /**
   * Why the certificate cannot be used now.
   *
   * @param renewal what to do when it has expired
   */
  static Optional<Problem> problem(
      PemPlace place, X509Certificate certificate, Instant now, String renewal) {
    Instant start = certificate.getNotBefore().toInstant();
    Instant end = certificate.getNotAfter().toInstant();
    String expected = "a certificate that is valid now";
    if (now.isBefore(start)) {
      return Optional.of(
          place.problem(
              "is not valid before " + start,
              expected,
              "Correct this machine's clock, or put the certificate there later"));
    }
    return now.isAfter(end)
        ? Optional.of(place.problem("expired at " + end, expected, renewal))
        : Optional.empty();
  }

  /** Says so when less than {@code margin} of the certificate's life is left. */
  static Optional<Problem> endsWithin(
      Duration margin, PemPlace place, X509Certificate certificate, Instant now, String renewal) {
    Instant end = certificate.getNotAfter().toInstant();
    return now.isAfter(end.minus(margin)) && !now.isAfter(end)
        ? Optional.of(
            place.problem(
                "expires at " + end, "at least %d days left".formatted(margin.toDays()), renewal))
        : Optional.empty();
  }

  /** Says so for certificates above the leaf: some clients find ways around expired ones. */
  static List<Problem> expiredAbove(PemPlace place, List<X509Certificate> chain, Instant now) {
    return IntStream.range(1, chain.size())
        .filter(i -> now.isAfter(chain.get(i).getNotAfter().toInstant()))
        .mapToObj(
            i ->
                place.problem(
                    "has an expired " + ChainFile.describe(chain, i),
                    "a chain that is valid now",
                    "Get the present chain from the CA; some clients refuse this one"))
        .toList();
  }
}
