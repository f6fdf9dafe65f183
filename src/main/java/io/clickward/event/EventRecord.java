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

  private static final int UTF8_BYTES_MAX = 3;
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

  /** What is counted of an event; the rest of it is not looked at. */
  static HourCounts.Key countKey(ByteBuffer from) {
    long millis = from.getLong();
    EventKind kind = EventKind.ofCode(from.get());
    Verdict verdict = Verdict.ofCode(from.get());
    int link = from.getInt();
    return HourCounts.Key.of(millis, text(from), text(from), link, kind, verdict);
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
