package io.clickward.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many kinds of abuse at once, each from an address of its own, in a process of its own. Arguments:
 * the HTTP port, the HTTPS port, a good link, the file of the CA that its host's certificate is of.
 * It ends when its standard input does, and then prints how often it did what.
 */
public final class Abuse {
  /** One attempt of some kind from a source address; an attempt may be cut off at any time. */
  private interface Attempt {
    void from(String source) throws Exception;
  }

  private static final byte[] CANCEL = {0, 0, 0, 8};
  private static final int FLOOD_CONNECTIONS = 300;
  private static final int SLOW_CONNECTIONS = 100;
  private static final int PIPELINED = 50;

  private final int http;
  private final int https;
  private final String host;
  private final String path;
  private final X509Certificate anchor;
  private final Random random = new Random();
  private final StrangeTokens tokens;
  private final Map<String, LongAdder> done = new ConcurrentHashMap<>();

  private Abuse(int http, int https, URI link, X509Certificate anchor) {
    this.http = http;
    this.https = https;
    this.host = link.getHost();
    this.path = link.getPath();
    this.anchor = anchor;
    this.tokens = new StrangeTokens(List.of(path.substring(3)), List.of(), random);
  }

  /** Starts all kinds. */
  public static void main(String[] arguments) throws Exception {
    new Abuse(
            Integer.parseInt(arguments[0]),
            Integer.parseInt(arguments[1]),
            URI.create(arguments[2]),
            RawClient.certificate(Path.of(arguments[3])))
        .begin();
  }

  private void begin() throws IOException {
    start("rapid resets", 2, 200, this::rapidReset);
    start("CONTINUATION floods", 3, 200, this::continuationFlood);
    start("PING and SETTINGS floods", 4, 500, this::controlFlood);
    start("HTTP/2 header bombs", 5, 200, this::headerBomb);
    start("HTTP/1 header bombs", 6, 50, this::http1Bomb);
    start("unknown server names", 7, 5, this::unknownName);
    start("strange tokens, by 50", 8, 50, this::strangeTokens);
    start("slow headers, by 100", 9, 200, this::slowHeaders);
    for (int i = 0; i < 5; i++) {
      start("connection floods, by 300", 10 + i, 1000, this::connectionFlood);
    }
    while (System.in.read() >= 0) {
      // nobody writes; the end is the sign
    }
    new TreeMap<>(done).forEach((what, count) -> System.out.println(what + ": " + count));
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private void start(String what, int address, int pauseMillis, Attempt attempt) {
    LongAdder count = done.computeIfAbsent(what, _ -> new LongAdder());
    Runnable repeat =
        () -> {
          while (true) {
            attempt("127.0.0." + address, attempt);
            count.increment();
            pause(pauseMillis);
          }
        };
    Thread.ofPlatform().daemon().name(what).start(repeat);
  }

  private static void attempt(String source, Attempt attempt) {
    try {
      attempt.from(source);
    } catch (IOException e) {
      // cut off, as it should be
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private RawHttp2 http2(String source) throws IOException {
    return RawHttp2.openFrom(source, https, host, anchor);
  }

  private void rapidReset(String source) throws IOException {
    byte[] click = RawHttp2.get(host, path.substring(0, path.length() - 1));
    int whole = RawHttp2.END_STREAM | RawHttp2.END_HEADERS;
    try (RawHttp2 client = http2(source)) {
      for (int stream = 1; stream < 2_000; stream += 2) {
        client
            .send(RawHttp2.HEADERS, whole, stream, click)
            .send(RawHttp2.RST_STREAM, 0, stream, CANCEL);
      }
      client.next(RawHttp2.GOAWAY);
    }
  }

  private void continuationFlood(String source) throws IOException {
    try (RawHttp2 client = http2(source)) {
      client.send(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.get(host, "/"));
      for (int i = 0; i < 10_000; i++) {
        client.send(RawHttp2.CONTINUATION, 0, 1, new byte[0]);
      }
      client.next(RawHttp2.GOAWAY);
    }
  }

  private void controlFlood(String source) throws IOException {
    try (RawHttp2 client = http2(source)) {
      for (int i = 0; i < 5_000; i++) {
        client.send(RawHttp2.PING, 0, 0, new byte[8]);
        client.send(RawHttp2.SETTINGS, 0, 0, new byte[0]);
      }
      client.flush();
    }
  }

  private void headerBomb(String source) throws IOException {
    try (RawHttp2 client = http2(source)) {
      client.send(
          RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.block("x", "a".repeat(16_000)));
      client.send(RawHttp2.CONTINUATION, 4, 1, RawHttp2.block("y", "b".repeat(16_000)));
      client.next(RawHttp2.GOAWAY);
    }
  }

  private void http1Bomb(String source) throws IOException {
    try (RawClient client = RawClient.plainFrom(source, http)) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n".repeat(5_000)).rest();
    }
  }

  private void unknownName(String source) throws IOException {
    String name = "n%08d.of.strangers.a.example".formatted(random.nextInt(100_000_000));
    ClientHello.forName(name).answer(source, https);
  }

  private void strangeTokens(String source) throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < PIPELINED; i++) {
      String token = tokens.next();
      requests.append("GET /c/").append(tokens.isGenuine(token) ? "x" : token);
      requests.append(" HTTP/1.1\r\nHost: ").append(host).append("\r\n\r\n");
    }
    try (RawClient client = RawClient.plainFrom(source, http)) {
      client.send(requests.toString());
      for (int i = 0; i < PIPELINED; i++) {
        client.response();
      }
    }
  }

  /** Holds its connections for as long as the server lets it. */
  private void slowHeaders(String source) throws IOException {
    List<RawClient> clients = connect(source, http, SLOW_CONNECTIONS);
    try {
      for (int i = 0; i < 300; i++) {
        for (RawClient client : clients) {
          client.send("G");
        }
        pause(100);
      }
    } finally {
      closeAll(clients);
    }
  }

  private void connectionFlood(String source) throws IOException {
    List<RawClient> clients = connect(source, https, FLOOD_CONNECTIONS);
    pause(200);
    closeAll(clients);
  }

  private List<RawClient> connect(String source, int port, int count) throws IOException {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(RawClient.plainFrom(source, port));
    }
    return clients;
  }

  private static void closeAll(List<RawClient> clients) throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
  }
}
