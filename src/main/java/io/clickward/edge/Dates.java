package io.clickward.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Date of every answer (RFC 9110 section 6.6.1), rendered once a second. */
final class Dates {
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final long SECOND_MILLIS = 1000;

  private final InstantSource clock;
  private volatile Date last = Date.of(0);

  Dates(InstantSource clock) {
    this.clock = clock;
  }

  /** That of now. Event loops that meet a new second at once render it twice. */
  Date now() {
    long second = Math.floorDiv(clock.millis(), SECOND_MILLIS);
    Date date = last;
    if (date.second != second) {
      date = Date.of(second);
      last = date;
    }
    return date;
  }

  /** A Date field. */
  static final class Date {
    private final long second;
    private final String value;
    private final byte[] line;

    private Date(long second, String value) {
      this.second = second;
      this.value = value;
      this.line = ("Date: " + value + "\r\n").getBytes(US_ASCII);
    }

    private static Date of(long second) {
      return new Date(second, IMF_FIXDATE.format(Instant.ofEpochSecond(second)));
    }

    String value() {
      return value;
    }

    /** Name, value and line end; not to be changed. */
    byte[] line() {
      return line;
    }
  }
}
