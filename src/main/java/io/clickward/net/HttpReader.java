package io.clickward.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one HTTP/1.1 answer to a GET (RFC 9112), within limits. */
final class HttpReader {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)(?: .*)?");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
  private static final Pattern CHUNK_LENGTH = Pattern.compile("([0-9A-Fa-f]{1,8})[ \\t]*(?:;.*)?");

  /** Informational answers may come first (RFC 9110 section 15.2). */
  private static final int INFORMATIONAL_MAX = 4;

  private final InputStream in;
  private final OutboundLimits limits;
  private int headBytes;

  HttpReader(InputStream in, OutboundLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  HttpReply read() throws IOException {
    for (int i = 0; i <= INFORMATIONAL_MAX; i++) {
      int status = status(line());
      Map<String, List<String>> headers = headers();
      if (status >= 200) {
        return withBody(status, headers);
      }
    }
    throw new IOException("answered only with informational status codes");
  }

  private static int status(String line) throws IOException {
    Matcher matcher = STATUS_LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IOException("did not answer in HTTP/1.1");
    }
    return Integer.parseInt(matcher.group(1));
  }

  private Map<String, List<String>> headers() throws IOException {
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers
            .computeIfAbsent(
                line.substring(0, colon).strip().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
            .add(line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("closed the connection within its answer");
      }
      if (++headBytes > limits.headBytesMax()) {
        throw new IOException(
            "sent more than %d bytes of headers".formatted(limits.headBytesMax()));
      }
      line.write(b);
    }
    String text = line.toString(ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private HttpReply withBody(int status, Map<String, List<String>> headers) throws IOException {
    Body body = new Body();
    if (status == 204 || status == 304) {
      return body.reply(status, headers);
    }
    if (last(headers, "transfer-encoding").toLowerCase(Locale.ROOT).endsWith("chunked")) {
      readChunks(body);
    } else if (LENGTH.matcher(last(headers, "content-length")).matches()) {
      body.read(Long.parseLong(last(headers, "content-length")), true);
    } else {
      body.read(Long.MAX_VALUE, false);
    }
    return body.reply(status, headers);
  }

  private static String last(Map<String, List<String>> headers, String name) {
    return headers.getOrDefault(name, List.of("")).getLast();
  }

  private void readChunks(Body body) throws IOException {
    while (!body.full) {
      Matcher size = CHUNK_LENGTH.matcher(line());
      if (!size.matches()) {
        throw new IOException("sent a chunk without its length");
      }
      long length = Long.parseLong(size.group(1), 16);
      if (length == 0) {
        return;
      }
      body.read(length, true);
      if (!body.full) {
        String _ = line();
      }
    }
  }

  /** The body so far. */
  private final class Body {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean full;

    /** Reads this many bytes, or up to the limit; {@code exact} makes an early end an error. */
    void read(long length, boolean exact) throws IOException {
      int room = limits.bodyBytesMax() - bytes.size();
      byte[] read = in.readNBytes((int) Math.min(length, room));
      bytes.writeBytes(read);
      full = length > room && read.length == room;
      if (exact && !full && read.length < length) {
        throw new EOFException("closed the connection within its answer");
      }
    }

    HttpReply reply(int status, Map<String, List<String>> headers) {
      return new HttpReply(status, headers, bytes.toByteArray(), full);
    }
  }
}
