package io.clickward.testing;

import io.clickward.testing.RawHttp2.Frame;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;

/** A browser's connection to the server, on which it clicks one link again and again. */
public interface Visit extends AutoCloseable {
  /** Opens one more connection. */
  interface Door {
    /** Fails when the server takes no connection. */
    Visit open() throws IOException;
  }

  /**
   * What a click got.
   *
   * @param status the status code
   * @param kept whether the server keeps the connection
   */
  record Answer(int status, boolean kept) {}

  /**
   * Clicks, and waits for the answer.
   *
   * @throws IOException when none comes
   */
  Answer click(String userAgent) throws IOException;

  @Override
  void close() throws IOException;

  /** On HTTP/1.1. */
  static Visit http1(RawClient client, URI link) {
    return http1(client, link, "");
  }

  /** The same with further header fields, each with its line end. */
  static Visit http1(RawClient client, URI link, String fields) {
    return new Visit() {
      @Override
      public Answer click(String userAgent) throws IOException {
        String request =
            "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\n%s\r\n"
                .formatted(link.getPath(), link.getAuthority(), userAgent, fields);
        String answer = client.send(request).response();
        return new Answer(status(answer), !endsConnection(answer));
      }

      @Override
      public void close() throws IOException {
        client.close();
      }
    };
  }

  private static int status(String answer) throws IOException {
    if (!answer.matches("(?s)HTTP/1\\.1 \\d{3} .*")) {
      throw new IOException("no HTTP/1.1: " + answer.lines().findFirst().orElse(""));
    }
    return Integer.parseInt(answer.substring(9, 12));
  }

  private static boolean endsConnection(String answer) {
    return answer.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n");
  }

  /** On HTTP/2, each click on a stream of its own. */
  static Visit http2(RawHttp2 client, URI link) throws IOException {
    client.send(RawHttp2.SETTINGS, 0, 0, RawHttp2.NO_DYNAMIC_TABLE);
    return new Visit() {
      private int stream = -1;

      @Override
      public Answer click(String userAgent) throws IOException {
        stream += 2;
        byte[] request = RawHttp2.get(link.getAuthority(), link.getPath(), "user-agent", userAgent);
        client.send(RawHttp2.HEADERS, RawHttp2.END_STREAM | RawHttp2.END_HEADERS, stream, request);
        boolean kept = true;
        Frame frame = next();
        while (frame.type() != RawHttp2.HEADERS) {
          kept &= frame.type() != RawHttp2.GOAWAY;
          frame = next();
        }
        if (frame.stream() != stream) {
          throw new IOException("answered by " + frame);
        }
        return new Answer(RawHttp2.status(frame), kept);
      }

      private Frame next() throws IOException {
        return client.next().orElseThrow(() -> new IOException("closed before the answer"));
      }

      @Override
      public void close() throws IOException {
        client.close();
      }
    };
  }
}
