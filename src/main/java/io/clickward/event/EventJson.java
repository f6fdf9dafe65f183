package io.clickward.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Events as JSON: docs/reference/events.md. */
public final class EventJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private EventJson() {}

  /** An event as one JSON object on one line, without the line's end. */
  public static String line(Event event) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      write(json, event);
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot be written to", e);
    }
    return line.toString();
  }

  private static void write(JsonGenerator json, Event event) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", event.id().toString());
    json.writeStringField("time", time(event.time()));
    json.writeStringField("kind", event.kind().word());
    json.writeStringField("domain", event.domain().value());
    json.writeStringField("message", event.message());
    json.writeStringField("recipient", event.recipient());
    json.writeNumberField("link", event.link());
    json.writeStringField("url", event.url());
    json.writeStringField("ip", event.ip());
    json.writeStringField("userAgent", event.userAgent());
    json.writeStringField("verdict", event.verdict().word());
    json.writeArrayFieldStart("reasons");
    for (String reason : event.reasons()) {
      json.writeString(reason);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String time(Instant time) {
    return TIME.format(time);
  }
}
