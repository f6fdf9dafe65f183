package io.clickward.rewrite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Date field of a message (RFC 5322 section 3.3), as far as it can be read. */
public final class MessageDate {
  /** A mail whose header is longer has no date for us. */
  private static final int HEADER_BYTES_MAX = 256 * 1024;

  private static final Pattern FIELD =
      Pattern.compile("(?im)^date[ \\t]*:[ \\t]*([^\\r\\n]{1,100})");
  private static final Pattern END_OF_HEADER = Pattern.compile("\\r?\\n\\r?\\n");
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("[EEE[,] ]d MMM uuuu H:mm[:ss] [xx][z]", Locale.US);

  private MessageDate() {}

  /** The date of a message, or nothing when it has none or none that can be read. */
  public static Optional<Instant> of(byte[] message) {
    String start = new String(message, 0, Math.min(message.length, HEADER_BYTES_MAX), ISO_8859_1);
    Matcher end = END_OF_HEADER.matcher(start);
    Matcher field = FIELD.matcher(end.find() ? start.substring(0, end.start()) : start);
    return field.find() ? parse(field.group(1)) : Optional.empty();
  }

  private static Optional<Instant> parse(String text) {
    String plain = text.replaceAll("\\([^)]*\\)", " ").replaceAll("\\s+", " ").trim();
    try {
      return Optional.of(OffsetDateTime.from(FORMAT.parse(plain)).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
