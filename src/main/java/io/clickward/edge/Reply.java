package io.clickward.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.clickward.edge.Dates.Date;
import io.clickward.track.Answer;
import io.clickward.track.Answer.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer as HTTP. What never changes is rendered once: a redirect over HTTP/1.1 is a copy of
 * prepared bytes around its location. Nothing of a request is ever echoed.
 */
final class Reply {
  /** How an HTTP/1 answer ends, with what it says of the connection. */
  enum Ending {
    STAY(""),
    /** HTTP/1.0 stays only when both say so. */
    STAY_HTTP_1_0("Connection: keep-alive\r\n"),
    CLOSE("Connection: close\r\n");

    @SuppressWarnings("ImmutableEnumChecker") // never handed out
    private final byte[] tail;

    Ending(String field) {
      this.tail = (field + "\r\n").getBytes(US_ASCII);
    }
  }

  private static final byte[] PIXEL =
      Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
  private static final String NOT_VALID =
      """
      <!doctype html>
      <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
      <title>This link is not valid here</title>
      <p style="font:1.1em/1.5 sans-serif;max-width:30em;margin:15vh auto;padding:0 1em">This link is not valid here. \
      It may have been cut short on its way: please open it again from the original message.</p>
      </html>
      """;

  private static final String SWITCHED_OFF =
      """
      <!doctype html>
      <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
      <title>This link has been switched off</title>
      <p style="font:1.1em/1.5 sans-serif;max-width:30em;margin:15vh auto;padding:0 1em">This link has been switched off by \
      its sender and leads nowhere any more.</p>
      </html>
      """;

  private static final byte[] LOCATION = "Location: ".getBytes(US_ASCII);
  private static final byte[] LINE_END = "\r\n".getBytes(US_ASCII);

  private static final Reply REDIRECT =
      new Reply(
          HttpResponseStatus.FOUND,
          Map.of(
              "Cache-Control",
              "private, no-store",
              "X-Robots-Tag",
              "noindex",
              "Referrer-Policy",
              "no-referrer"),
          new byte[0],
          null);
  private static final Reply ROBOTS = text("User-agent: *\nDisallow: /\n");
  private static final Reply HEALTH = text("ok");
  private static final Reply HOST_UNKNOWN = page(Refusal.HOST_UNKNOWN.status(), Map.of());
  private static final Reply LINK_UNKNOWN = page(Refusal.LINK_UNKNOWN.status(), Map.of());
  private static final Reply REVOKED = page(Refusal.REVOKED.status(), SWITCHED_OFF, Map.of());
  private static final Reply METHOD_UNKNOWN =
      page(Refusal.METHOD_UNKNOWN.status(), Map.of("Allow", "GET, HEAD"));

  private final HttpResponseStatus status;
  private final Map<String, String> fields;
  private final byte[] body;
  private final @Nullable String location;

  /** Status line and fields, each with its line end, without the empty line. */
  private final byte[] head;

  private Reply(
      HttpResponseStatus status,
      Map<String, String> fields,
      byte[] body,
      @Nullable String location) {
    this.status = status;
    this.fields = new LinkedHashMap<>(fields);
    this.fields.put("Content-Length", Integer.toString(body.length));
    this.body = body;
    this.location = location;
    this.head = render();
  }

  private Reply(Reply fixed, String location) {
    this.status = fixed.status;
    this.fields = fixed.fields;
    this.body = fixed.body;
    this.head = fixed.head;
    this.location = location;
  }

  static Reply of(Answer answer) {
    return switch (answer) {
      case Answer.Redirect redirect -> new Reply(REDIRECT, redirect.location());
      case Answer.Pixel pixel -> pixel(pixel.bytes());
      case Answer.Robots _ -> ROBOTS;
      case Answer.Health _ -> HEALTH;
      case Refusal refusal -> refusal(refusal);
    };
  }

  private static Reply refusal(Refusal refusal) {
    return switch (refusal) {
      case HOST_UNKNOWN -> HOST_UNKNOWN;
      case LINK_UNKNOWN -> LINK_UNKNOWN;
      case REVOKED -> REVOKED;
      case METHOD_UNKNOWN -> METHOD_UNKNOWN;
    };
  }

  /** The page for a request that could not be read as HTTP or was over a limit. */
  static Reply unreadable(HttpResponseStatus status) {
    return page(status.code(), Map.of());
  }

  /** The file that a CA looks for (RFC 8555 section 8.3). */
  static Reply challenge(String content) {
    return whole(HttpResponseStatus.OK, "application/octet-stream", content, Map.of());
  }

  private static Reply pixel(int bytes) {
    // A GIF ends at its trailer byte: what follows is padding that no decoder looks at.
    return new Reply(
        HttpResponseStatus.OK,
        Map.of(
            "Content-Type",
            "image/gif",
            "Cache-Control",
            "private, no-store",
            "X-Robots-Tag",
            "noindex"),
        Arrays.copyOf(PIXEL, Math.max(bytes, PIXEL.length)),
        null);
  }

  private static Reply text(String body) {
    return whole(HttpResponseStatus.OK, "text/plain; charset=utf-8", body, Map.of());
  }

  private static Reply page(int status, Map<String, String> more) {
    return page(status, NOT_VALID, more);
  }

  private static Reply page(int status, String text, Map<String, String> more) {
    Map<String, String> fields = new LinkedHashMap<>(more);
    fields.put("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    return whole(HttpResponseStatus.valueOf(status), "text/html; charset=utf-8", text, fields);
  }

  private static Reply whole(
      HttpResponseStatus status, String type, String body, Map<String, String> more) {
    Map<String, String> fields = new LinkedHashMap<>(more);
    fields.put("Content-Type", type);
    fields.put("Cache-Control", "no-store");
    fields.put("X-Robots-Tag", "noindex");
    return new Reply(status, fields, body.getBytes(US_ASCII), null);
  }

  private byte[] render() {
    StringBuilder text = new StringBuilder("HTTP/1.1 ").append(status).append("\r\n");
    fields.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    return text.toString().getBytes(US_ASCII);
  }

  /** HEAD gets the length that GET would have had (RFC 9110 section 9.3.2), and no body. */
  ByteBuf http1(ByteBufAllocator memory, boolean withoutBody, Ending ending, Date date) {
    int size = head.length + body.length + 96 + (location == null ? 0 : location.length());
    ByteBuf bytes = memory.ioBuffer(size).writeBytes(head).writeBytes(date.line());
    if (location != null) {
      bytes.writeBytes(LOCATION);
      ByteBufUtil.writeAscii(bytes, location);
      bytes.writeBytes(LINE_END);
    }
    bytes.writeBytes(ending.tail);
    return withoutBody ? bytes : bytes.writeBytes(body);
  }

  FullHttpResponse http2(boolean withoutBody, Date date) {
    ByteBuf content = withoutBody ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
    fields.forEach((name, value) -> response.headers().set(name, value));
    response.headers().set(HttpHeaderNames.DATE, date.value());
    if (location != null) {
      response.headers().set(HttpHeaderNames.LOCATION, location);
    }
    return response;
  }
}
