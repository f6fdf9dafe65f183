package io.clickward.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
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
 * For each line on its standard input it prints how often it did what, and an empty line; it ends
 * when its standard input does. An attempt counts once its connections are there and were abused,
 * whether it was cut off or not. Whatever else fails ends the process with a stack trace.
 */
public final class Abuse {
  /** One attempt of some kind from a source address. */
  private interface Attempt {
    void from(String source) throws IOException;
  }

  /** The part of an attempt that the server may cut off at any time. */
  private interface Abusing {
    void begin() throws IOException;
  }

  private static final byte[] CANCEL = {0, 0, 0, 8};
  private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};
  private static final byte[] ONE_OCTET = {0, 0, 0, 1};
  private static final int WINDOW_UPDATE = 8;
  private static final int WHOLE = RawHttp2.END_STREAM | RawHttp2.END_HEADERS;
  private static final int FLOOD_CONNECTIONS = 300;
  private static final int SLOW_CONNECTIONS = 100;
  private static final int SLOW_READERS = 10;
  private static final int SLOW_STREAMS = 50;
  private static final int PIPELINED = 50;
  private static final List<String> MALFORMED =
      List.of(
          "what is this\r\n\r\n",
          "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET / HTTP/1.1\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: x\r\nno field\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
          "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n");

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
    Thread.setDefaultUncaughtExceptionHandler(Abuse::end);
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
    start("malformed HTTP/1", 15, 20, this::malformed);
    start("slow reads, by 10", 16, 200, this::slowReads);
    BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    while (asked.readLine() != null) {
      new TreeMap<>(done).forEach((what, count) -> System.out.println(what + ": " + count));
      System.out.println();
    }
    Runtime.getRuntime().halt(0);
  }

  private static void end(Thread thread, Throwable cause) {
    System.err.println(thread.getName());
    cause.printStackTrace();
    Runtime.getRuntime().halt(1);
  }

  private void start(String what, int address, int pauseMillis, Attempt attempt) {
    LongAdder count = done.computeIfAbsent(what, _ -> new LongAdder());
    Runnable repeat =
        () -> {
          while (true) {
            if (succeeds(attempt, "127.0.0." + address)) {
              count.increment();
            }
            pause(pauseMillis);
          }
        };
    Thread.ofPlatform().daemon().name(what).start(repeat);
  }

  /** Not when it could not even connect. */
  private static boolean succeeds(Attempt attempt, String source) {
    try {
      attempt.from(source);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void untilCutOff(Abusing abusing) {
    try {
      abusing.begin();
    } catch (IOException e) {
      // as it should be
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
    try (RawHttp2 client = http2(source)) {
      untilCutOff(() -> resetRapidly(client));
    }
  }

  private void resetRapidly(RawHttp2 client) throws IOException {
    byte[] click = RawHttp2.get(host, path.substring(0, path.length() - 1));
    for (int stream = 1; stream < 2_000; stream += 2) {
      client
          .send(RawHttp2.HEADERS, WHOLE, stream, click)
          .send(RawHttp2.RST_STREAM, 0, stream, CANCEL);
    }
    client.next(RawHttp2.GOAWAY);
  }

  private void continuationFlood(String source) throws IOException {
    try (RawHttp2 client = http2(source)) {
      untilCutOff(() -> continueWithoutEnd(client));
    }
  }

  private void continueWithoutEnd(RawHttp2 client) throws IOException {
    client.send(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.get(host, "/"));
    for (int i = 0; i < 10_000; i++) {
      client.send(RawHttp2.CONTINUATION, 0, 1, new byte[0]);
    }
    client.next(RawHttp2.GOAWAY);
  }

  private void controlFlood(String source) throws IOException {
    try (RawHttp2 client = http2(source)) {
      untilCutOff(() -> askForNothing(client));
    }
  }

  private static void askForNothing(RawHttp2 client) throws IOException {
    for (int i = 0; i < 5_000; i++) {
      client.send(RawHttp2.PING, 0, 0, new byte[8]);
      client.send(RawHttp2.SETTINGS, 0, 0, new byte[0]);
    }
    client.flush();
  }

  private void headerBomb(String source) throws IOException {
    try (RawHttp2 client = http2(source)) {
      untilCutOff(() -> sendHugeHeader(client));
    }
  }

  private static void sendHugeHeader(RawHttp2 client) throws IOException {
    client.send(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.block("x", "a".repeat(16_000)));
    client.send(
        RawHttp2.CONTINUATION, RawHttp2.END_HEADERS, 1, RawHttp2.block("y", "b".repeat(16_000)));
    client.next(RawHttp2.GOAWAY);
  }

  private void http1Bomb(String source) throws IOException {
    talk(source, "GET / HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n".repeat(5_000));
  }

  private void malformed(String source) throws IOException {
    talk(source, MALFORMED.get(random.nextInt(MALFORMED.size())));
  }

  private void talk(String source, String request) throws IOException {
    try (RawClient client = RawClient.plainFrom(source, http)) {
      untilCutOff(() -> client.send(request).rest());
    }
  }

  private void unknownName(String source) throws IOException {
    String name = "n%08d.of.strangers.a.example".formatted(random.nextInt(100_000_000));
    ClientHello.forName(name).answer(source, https);
  }

  /** Whoever is answered each time is not cut off: each answer is waited for. */
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
    try (Held<RawClient> held = new Held<>()) {
      held.open(SLOW_CONNECTIONS, () -> RawClient.plainFrom(source, http));
      untilCutOff(() -> trickle(held.all));
    }
  }

  private static void trickle(List<RawClient> clients) throws IOException {
    for (int i = 0; i < 300; i++) {
      for (RawClient client : clients) {
        client.send("G");
      }
      pause(100);
    }
  }

  /** Holds its connections with answers that it takes by single octets. */
  private void slowReads(String source) throws IOException {
    try (Held<RawHttp2> held = new Held<>()) {
      held.open(SLOW_READERS, () -> http2(source));
      untilCutOff(() -> readSlowly(held.all));
    }
  }

  private void readSlowly(List<RawHttp2> clients) throws IOException {
    for (RawHttp2 client : clients) {
      client.send(RawHttp2.SETTINGS, 0, 0, NO_WINDOW);
      for (int i = 0; i < SLOW_STREAMS; i++) {
        client.send(RawHttp2.HEADERS, WHOLE, 2 * i + 1, RawHttp2.get(host, "/"));
      }
    }
    for (int i = 0; i < 60; i++) {
      for (RawHttp2 client : clients) {
        client.send(WINDOW_UPDATE, 0, 2 * (i % SLOW_STREAMS) + 1, ONE_OCTET).flush();
      }
      pause(100);
    }
  }

  private void connectionFlood(String source) throws IOException {
    try (Held<RawClient> held = new Held<>()) {
      held.open(FLOOD_CONNECTIONS, () -> RawClient.plainFrom(source, https));
      pause(200);
    }
  }

  private interface Opening<C> {
    C open() throws IOException;
  }

  /** Connections that are all closed again, also when one of them could not be had. */
  private static final class Held<C extends Closeable> implements Closeable {
    private final List<C> all = new ArrayList<>();

    void open(int count, Opening<C> opening) throws IOException {
      for (int i = 0; i < count; i++) {
        all.add(opening.open());
      }
    }

    @Override
    public void close() throws IOException {
      for (C each : all) {
        each.close();
      }
    }
  }
}
