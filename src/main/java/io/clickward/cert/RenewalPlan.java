package io.clickward.cert;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * When a certificate is to be renewed. The CA's word comes first (RFC 9773); without it, when a
 * third of its life is left, or half of a life under ten days. The same certificate always gets the
 * same moment, so that a restart moves nothing, and different certificates different ones.
 *
 * @param at the moment
 * @param asked whether the CA chose it
 */
record RenewalPlan(Instant at, boolean asked) {
  private static final Duration SHORT_LIFE = Duration.ofDays(10);
  private static final int PART_LEFT = 3;
  private static final int PART_LEFT_OF_SHORT_LIFE = 2;

  /** Renewals without a window of the CA's are spread over this part of a life. */
  private static final int SPREAD_PART = 30;

  /** Whatever a CA says: later than this part before the end is too late to try again. */
  private static final int LATEST_PART = 20;

  /**
   * The span that the CA suggests.
   *
   * @param start its begin
   * @param end its end, not before its begin
   */
  record Window(Instant start, Instant end) {
    /** Empty when the end is before the begin, which no client need understand. */
    static Optional<Window> of(Instant start, Instant end) {
      return end.isBefore(start) ? Optional.empty() : Optional.of(new Window(start, end));
    }
  }

  /** The plan for a certificate in the store. */
  static RenewalPlan of(CertificateStore.Held held) {
    return of(
        held.notBefore(),
        held.notAfter(),
        held.suggestion().flatMap(said -> Window.of(said.start(), said.end())),
        held.jitter());
  }

  /** The longest pause between attempts to renew it: there have to be some before its end. */
  static Duration pauseMax(CertificateStore.Held held) {
    return Duration.between(held.notBefore(), held.notAfter()).dividedBy(LATEST_PART);
  }

  /**
   * The plan for a certificate.
   *
   * @param jitter from 0 to 1, where in the spread this certificate has its place
   */
  static RenewalPlan of(
      Instant notBefore, Instant notAfter, Optional<Window> window, double jitter) {
    Duration life = Duration.between(notBefore, notAfter);
    Instant latest = notAfter.minus(life.dividedBy(LATEST_PART));
    return window
        .map(span -> within(span, jitter))
        .filter(at -> at.isBefore(latest))
        .map(at -> new RenewalPlan(at, true))
        .orElseGet(
            () ->
                new RenewalPlan(
                    window.isPresent() ? latest : byLife(notAfter, life, jitter), false));
  }

  private static Instant within(Window window, double jitter) {
    return window.start.plus(scaled(Duration.between(window.start, window.end), jitter));
  }

  private static Instant byLife(Instant notAfter, Duration life, double jitter) {
    int part = life.compareTo(SHORT_LIFE) < 0 ? PART_LEFT_OF_SHORT_LIFE : PART_LEFT;
    return notAfter.minus(life.dividedBy(part)).minus(scaled(life.dividedBy(SPREAD_PART), jitter));
  }

  private static Duration scaled(Duration duration, double by) {
    return Duration.ofMillis((long) (duration.toMillis() * by));
  }

  /** A certificate's place in the spread: the same after a restart, unlike its neighbour's. */
  static double jitter(X509Certificate certificate) {
    CRC32 hash = new CRC32();
    hash.update(certificate.getSerialNumber().toString().getBytes(StandardCharsets.US_ASCII));
    return hash.getValue() / (double) (1L << 32);
  }
}
