package io.clickward.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.clickward.track.Answer;
import io.clickward.track.Answer.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.Base64;

/** Answers as HTTP responses. Bodies are constants: nothing of a request is ever echoed. */
final class Responses {
  private static final AsciiString PRIVATE_NO_STORE = AsciiString.cached("private, no-store");
  private static final AsciiString NO_STORE = AsciiString.cached("no-store");
  private static final AsciiString ROBOTS_TAG = AsciiString.cached("x-robots-tag");
  private static final AsciiString NOINDEX = AsciiString.cached("noindex");
  private static final AsciiString REFERRER_POLICY = AsciiString.cached("referrer-policy");
  private static final AsciiString NO_REFERRER = AsciiString.cached("no-referrer");
  private static final AsciiString CONTENT_POLICY = AsciiString.cached("content-security-policy");
  private static final AsciiString TEXT = AsciiString.cached("text/plain; charset=utf-8");
  private static final AsciiString HTML = AsciiString.cached("text/html; charset=utf-8");
  private static final AsciiString GIF = AsciiString.cached("image/gif");

  private static final byte[] NOTHING = new byte[0];
  private static final byte[] OK = "ok".getBytes(US_ASCII);
  private static final byte[] ROBOTS = "User-agent: *\nDisallow: /\n".getBytes(US_ASCII);
  private static final byte[] PIXEL =
      Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
  private static final byte[] NOT_VALID =
      """
      <!doctype html>
      <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
      <title>This link is not valid here</title>
      <p style="font:1.1em/1.5 sans-serif;max-width:30em;margin:15vh auto;padding:0 1em">This link is not valid here. \
      It may have been cut short on its way: please open it again from the original message.</p>
      </html>
      """
          .getBytes(US_ASCII);

  private Responses() {}

  static FullHttpResponse of(Answer answer, boolean head) {
    return switch (answer) {
      case Answer.Redirect redirect -> redirect(redirect.location());
      case Answer.Pixel pixel -> pixel(pixel.bytes(), head);
      case Answer.Robots _ -> whole(HttpResponseStatus.OK, TEXT, ROBOTS, head);
      case Answer.Health _ -> whole(HttpResponseStatus.OK, TEXT, OK, head);
      case Refusal refusal -> refusal(refusal, head);
    };
  }

  /** The page for a request that could not be read as HTTP or was over a limit. */
  static FullHttpResponse unreadable(HttpResponseStatus status) {
    return page(status, false);
  }

  private static FullHttpResponse redirect(String location) {
    FullHttpResponse response = response(HttpResponseStatus.FOUND, NOTHING, false);
    response
        .headers()
        .set(HttpHeaderNames.LOCATION, location)
        .set(HttpHeaderNames.CACHE_CONTROL, PRIVATE_NO_STORE)
        .set(ROBOTS_TAG, NOINDEX)
        .set(REFERRER_POLICY, NO_REFERRER);
    return response;
  }

  private static FullHttpResponse pixel(int bytes, boolean head) {
    // A GIF ends at its trailer byte: what follows is padding that no decoder looks at.
    FullHttpResponse response =
        whole(
            HttpResponseStatus.OK, GIF, Arrays.copyOf(PIXEL, Math.max(bytes, PIXEL.length)), head);
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, PRIVATE_NO_STORE);
    return response;
  }

  private static FullHttpResponse refusal(Refusal refusal, boolean head) {
    FullHttpResponse response = page(HttpResponseStatus.valueOf(refusal.status()), head);
    if (refusal == Refusal.METHOD_UNKNOWN) {
      response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
    }
    return response;
  }

  private static FullHttpResponse page(HttpResponseStatus status, boolean head) {
    FullHttpResponse response = whole(status, HTML, NOT_VALID, head);
    response.headers().set(CONTENT_POLICY, "default-src 'none'; style-src 'unsafe-inline'");
    return response;
  }

  private static FullHttpResponse whole(
      HttpResponseStatus status, AsciiString type, byte[] body, boolean head) {
    FullHttpResponse response = response(status, body, head);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, type)
        .set(HttpHeaderNames.CACHE_CONTROL, NO_STORE)
        .set(ROBOTS_TAG, NOINDEX);
    return response;
  }

  /** HEAD gets the length that GET would have had (RFC 9110 section 9.3.2), and no body. */
  private static FullHttpResponse response(HttpResponseStatus status, byte[] body, boolean head) {
    ByteBuf content =
        head || body.length == 0 ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            status,
            content,
            DefaultHttpHeadersFactory.headersFactory().withValidation(false),
            DefaultHttpHeadersFactory.trailersFactory().withValidation(false));
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    return response;
  }
}
