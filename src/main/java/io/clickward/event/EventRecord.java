package io.clickward.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickward.domain.HostName;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An event as bytes in a day's file (docs/reference/events.md): what a count needs comes first, and
 * every text is its length and its UTF-8.
 */
final class EventRecord {
  /** All that is not text: time, kind, verdict, link, id and seven lengths. */
  private static final int FIXED_BYTES = 8 + 1 + 1 + 4 + 16 + 7 * Integer.BYTES;

  /**
   * No record ends in more zeros: five empty texts stand behind the id, whose ninth byte has the
   * variant's bits (RFC 9562 section 4.1).
   */
  static final int ZEROS_AT_END_MAX = 7 + 5 * Integer.BYTES;

  private static final int UTF8_BYTES_MAX = 3;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final String COMMA = ",";

  private EventRecord() {}

  /** No event needs more than this. */
  static int bytesMax(Event event) {
    int characters =
        event.domain().value().length()
            + event.message().length()
            + event.recipient().length()
            + event.url().length()
            + event.ip().length()
            + event.userAgent().length();
    for (String reason : event.reasons()) {
      characters += reason.length() + 1;
    }
    return FIXED_BYTES + UTF8_BYTES_MAX * characters;
  }

  static void write(Event event, ByteBuffer to) {
    to.putLong(event.time().toEpochMilli());
    to.put(event.kind().code());
    to.put(event.verdict().code());
    to.putInt(event.link());
    text(event.domain().value(), to);
    text(event.message(), to);
    to.putLong(event.id().getMostSignificantBits());
    to.putLong(event.id().getLeastSignificantBits());
    text(event.recipient(), to);
    text(event.url(), to);
    text(event.ip(), to);
    text(event.userAgent(), to);
    text(event.reasons().isEmpty() ? "" : String.join(COMMA, event.reasons()), to);
  }

  static Event read(ByteBuffer from) {
    Instant time = Instant.ofEpochMilli(from.getLong());
    EventKind kind = EventKind.ofCode(from.get());
    Verdict verdict = Verdict.ofCode(from.get());
    int link = from.getInt();
    HostName domain = new HostName(text(from));
    String message = text(from);
    UUID id = new UUID(from.getLong(), from.getLong());
    return new Event(
        id,
        time,
        kind,
        domain,
        message,
        text(from),
        link,
        text(from),
        text(from),
        text(from),
        verdict,
        reasons(text(from)));
  }

  /** Writes what an event counts as: domain, hour, message, link, kind and verdict. */
  static void writeCountKey(ByteBuffer event, ByteBuffer to) {
    int at = event.position();
    int domain = at + Long.BYTES + 1 + 1 + Integer.BYTES;
    int message = domain + Integer.BYTES + event.getInt(domain);
    copy(event, domain, message, to);
    to.putLong(Math.floorDiv(event.getLong(at), HOUR_MILLIS) * HOUR_MILLIS);
    copy(event, message, message + Integer.BYTES + event.getInt(message), to);
    to.putInt(event.getInt(domain - Integer.BYTES));
    to.put(event.get(at + Long.BYTES)).put(event.get(at + Long.BYTES + 1));
  }

  private static void copy(ByteBuffer from, int begin, int end, ByteBuffer to) {
    to.put(to.position(), from, begin, end - begin).position(to.position() + end - begin);
  }

  /** So many events of the kind that a key of {@link #writeCountKey} tells. */
  static HourCount count(ByteBuffer key, long events) {
    HostName domain = new HostName(text(key));
    Instant hour = Instant.ofEpochMilli(key.getLong());
    String message = text(key);
    int link = key.getInt();
    EventKind kind = EventKind.ofCode(key.get());
    return new HourCount(hour, domain, message, link, kind, Verdict.ofCode(key.get()), events);
  }

  private static void text(String text, ByteBuffer to) {
    byte[] bytes = text.getBytes(UTF_8);
    to.putInt(bytes.length).put(bytes);
  }

  private static String text(ByteBuffer from) {
    byte[] bytes = new byte[from.getInt()];
    from.get(bytes);
    return new String(bytes, UTF_8);
  }

  private static List<String> reasons(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(COMMA, -1));
  }
}
