package io.clickward.rewrite;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Date field of a message (RFC 5322 section 3.3) with its obsolete forms (section 4.3), as far
 * as it can be read. The day of the week is not believed: the date says it better.
 */
public final class MessageDate {
  /** A mail whose header is longer has no date for us. */
  private static final int HEADER_BYTES_MAX = 256 * 1024;

  /** A longer value is no date. */
  private static final int CHARACTERS_MAX = 1_000;

  private static final Pattern COMMENT = Pattern.compile("\\((?:[^()\\\\]|\\\\.)*\\)");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern DATE_TIME =
      Pattern.compile(
          "(?:[a-z]{2,9} ?,? ?)?(?<day>[0-9]{1,2}) ?(?<month>[a-z]{3}) ?(?<year>[0-9]{2,4})"
              + " (?<hour>[0-9]{1,2}) ?: ?(?<minute>[0-9]{2})(?: ?: ?(?<second>[0-5][0-9]|60))?"
              + " ?(?<zone>[+-][0-9]{2}[0-5][0-9]|[a-z]{1,5})");

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  /** The zones whose names say an offset: hours from UTC. All others are to be read as UTC. */
  private static final Map<String, Integer> ZONES =
      Map.of(
          "edt", -4, "est", -5, "cdt", -5, "cst", -6, "mdt", -6, "mst", -7, "pdt", -7, "pst", -8);

  private MessageDate() {}

  /** The date of a message, or nothing when it has none or none that can be read. */
  public static Optional<Instant> of(byte[] message) {
    HeaderFields header = HeaderFields.parse(message, 0, headerEnd(message));
    String date = header.value(HeaderFields.DATE);
    return date.length() > CHARACTERS_MAX ? Optional.empty() : parse(date);
  }

  /** Where the first empty line starts. */
  private static int headerEnd(byte[] message) {
    int limit = Math.min(message.length, HEADER_BYTES_MAX);
    int at = 0;
    int next = nextLine(message, at, limit);
    while (at < limit && !Ascii.isEmptyLine(message, at, next)) {
      at = next;
      next = nextLine(message, at, limit);
    }
    return at;
  }

  private static int nextLine(byte[] message, int at, int limit) {
    return Math.min(Ascii.find(message, at, limit, '\n') + 1, limit);
  }

  private static Optional<Instant> parse(String text) {
    Matcher date = DATE_TIME.matcher(plain(text));
    try {
      return date.matches() ? Optional.of(instant(date)) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Without comments, those in comments first, and in lower case. */
  private static String plain(String text) {
    String plain = text;
    String before;
    do {
      before = plain;
      plain = COMMENT.matcher(before).replaceAll(" ");
    } while (plain.length() != before.length());
    return BLANKS.matcher(plain).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }

  private static Instant instant(Matcher date) {
    LocalDateTime minute =
        LocalDateTime.of(
            year(date.group("year")),
            MONTHS.indexOf(date.group("month")) + 1,
            Integer.parseInt(date.group("day")),
            Integer.parseInt(date.group("hour")),
            Integer.parseInt(date.group("minute")));
    String second = date.group("second");
    return minute
        .plusSeconds(second == null ? 0 : Integer.parseInt(second))
        .plusMinutes(-minutesFromUtc(date.group("zone")))
        .toInstant(ZoneOffset.UTC);
  }

  /** RFC 5322 section 4.3: two digits are of 1950 to 2049, three count from 1900. */
  private static int year(String digits) {
    int year = Integer.parseInt(digits);
    return switch (digits.length()) {
      case 2 -> year < 50 ? 2000 + year : 1900 + year;
      case 3 -> 1900 + year;
      default -> year;
    };
  }

  private static int minutesFromUtc(String zone) {
    char sign = zone.charAt(0);
    if (sign != '+' && sign != '-') {
      return 60 * ZONES.getOrDefault(zone, 0);
    }
    int minutes = 60 * Integer.parseInt(zone.substring(1, 3)) + Integer.parseInt(zone.substring(3));
    return sign == '-' ? -minutes : minutes;
  }
}
