package io.clickward.domain;

import java.util.regex.Pattern;

/**
 * Something about a host that keeps it, or may keep it, from working, in words that its owner can
 * act on.
 *
 * @param code a stable name for programs, such as {@code dns.doubled-label}
 * @param severity whether it stands in the way
 * @param subject what it is about: a host, a record, an address and port
 * @param observed what was found, one sentence
 * @param expected what was expected there
 * @param nextStep the next thing to do
 */
public record Finding(
    String code,
    Severity severity,
    String subject,
    String observed,
    String expected,
    String nextStep) {

  /** What one line may not have: controls, formats and line separators. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  /** Whoever runs a host writes part of it, and it goes to logs and terminals. */
  public Finding {
    subject = printable(subject);
    observed = printable(observed);
    expected = printable(expected);
    nextStep = printable(nextStep);
  }

  private static String printable(String text) {
    return UNPRINTABLE.matcher(text).replaceAll("\uFFFD");
  }

  /** How much a finding matters. */
  public enum Severity {
    /** What was asked for must not be switched on while this is so. */
    BLOCKS,
    /** It could not be asked, so nobody knows; what was asked for has to wait. */
    UNKNOWN,
    /** It works, but not well, not for everybody, or not for long. */
    WARNS
  }
}
