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

  private static final long HOUR_MILLIS = 3_600_000;
  private static final String COMMA = ",";

  private EventRecord() {}

  /** An event as it stands in a file: its length, its checksum and its bytes. */
  static byte[] whole(Event event) {
    byte[] domain = utf8(event.domain().value());
    byte[] message = utf8(event.message());
    byte[] recipient = utf8(event.recipient());
    byte[] url = utf8(event.url());
    byte[] ip = utf8(event.ip());
    byte[] userAgent = utf8(event.userAgent());
    byte[] reasons = utf8(event.reasons().isEmpty() ? "" : String.join(COMMA, event.reasons()));
    int texts = domain.length + message.length + recipient.length + url.length + ip.length;
    int length = FIXED_BYTES + texts + userAgent.length + reasons.length;
    ByteBuffer to = ByteBuffer.allocate(RecordReader.HEAD_BYTES + length);
    to.position(RecordReader.HEAD_BYTES).putLong(event.time().toEpochMilli());
    to.put(event.kind().code()).put(event.verdict().code()).putInt(event.link());
    text(domain, to);
    text(message, to);
    to.putLong(event.id().getMostSignificantBits()).putLong(event.id().getLeastSignificantBits());
    text(recipient, to);
    text(url, to);
    text(ip, to);
    text(userAgent, to);
    text(reasons, to);
    to.putInt(0, length);
    to.putInt(Integer.BYTES, RecordReader.checksum(to.flip().position(RecordReader.HEAD_BYTES)));
    return to.array();
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

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  private static void text(byte[] text, ByteBuffer to) {
    to.putInt(text.length).put(text);
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
