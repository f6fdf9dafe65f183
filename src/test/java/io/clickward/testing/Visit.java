package io.clickward.testing;

import io.clickward.testing.RawHttp2.Frame;
import java.io.IOException;
import java.net.URI;

/** A browser's connection to the server, on which it clicks one link again and again. */
interface Visit extends AutoCloseable {
  /** Opens one more connection. */
  interface Door {
    Visit open() throws IOException;
  }

  /**
   * Clicks, and waits for the redirect.
   *
   * @return whether the server keeps the connection
   * @throws IOException when no answer comes, or one that is no redirect
   */
  boolean click() throws IOException;

  @Override
  void close() throws IOException;

  /** On HTTP/1.1. */
  static Visit http1(RawClient client, URI link, String userAgent) {
    String request =
        "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\n\r\n"
            .formatted(link.getPath(), link.getAuthority(), userAgent);
    return new Visit() {
      @Override
      public boolean click() throws IOException {
        String answer = client.send(request).response();
        if (!answer.startsWith("HTTP/1.1 302 ")) {
          throw new IOException("answered " + answer.lines().findFirst().orElse(""));
        }
        return !answer.contains("Connection: close");
      }

      @Override
      public void close() throws IOException {
        client.close();
      }
    };
  }

  /** On HTTP/2, each click on a stream of its own. */
  static Visit http2(RawHttp2 client, URI link, String userAgent) throws IOException {
    client.send(RawHttp2.SETTINGS, 0, 0, RawHttp2.NO_DYNAMIC_TABLE);
    byte[] request = RawHttp2.get(link.getAuthority(), link.getPath(), "user-agent", userAgent);
    return new Visit() {
      private int stream = -1;

      @Override
      public boolean click() throws IOException {
        stream += 2;
        client.send(RawHttp2.HEADERS, RawHttp2.END_STREAM | RawHttp2.END_HEADERS, stream, request);
        boolean kept = true;
        Frame frame = next();
        while (frame.type() != RawHttp2.HEADERS) {
          kept &= frame.type() != RawHttp2.GOAWAY;
          frame = next();
        }
        if (frame.stream() != stream || RawHttp2.status(frame) != 302) {
          throw new IOException("answered by " + frame);
        }
        return kept;
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
