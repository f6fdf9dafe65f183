package io.clickward.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * People who click on connections that they keep, and people who come anew each time, half of them
 * with HTTP/2 and half with HTTP/1.1, in a process of their own: what they wait for is the server,
 * not a test that compiles and collects.
 */
public final class HonestPeople implements AutoCloseable {
  private static final int KEPT = 8;
  private static final Duration KEPT_EVERY = Duration.ofMillis(40);
  private static final int ANEW = 2;
  private static final Duration ANEW_EVERY = Duration.ofMillis(200);

  /** How long clicks took, from the moment when each was due. */
  public record Waits(int clicks, Duration median, Duration p99) {
    @Override
    public String toString() {
      return "%d clicks, median %.1f ms, p99 %.1f ms"
          .formatted(clicks, median.toNanos() / 1e6, p99.toNanos() / 1e6);
    }
  }

  /** What both kinds waited for in the same time. */
  public record Both(Waits kept, Waits anew) {
    @Override
    public String toString() {
      return "on kept connections: %s; on new ones: %s".formatted(kept, anew);
    }

    private String line() {
      return line(kept) + " " + line(anew);
    }

    private static String line(Waits waits) {
      return "%d %d %d".formatted(waits.clicks(), waits.median().toNanos(), waits.p99().toNanos());
    }

    private static Both of(String line) {
      List<Long> numbers = List.of(line.split(" ")).stream().map(Long::valueOf).toList();
      return new Both(waits(numbers.subList(0, 3)), waits(numbers.subList(3, 6)));
    }

    private static Waits waits(List<Long> numbers) {
      return new Waits(
          Math.toIntExact(numbers.get(0)),
          Duration.ofNanos(numbers.get(1)),
          Duration.ofNanos(numbers.get(2)));
    }
  }

  private final Process process;
  private final PrintWriter ask;
  private final BufferedReader answers;

  private HonestPeople(Process process) {
    this.process = process;
    this.ask = new PrintWriter(process.outputWriter(UTF_8), true);
    this.answers = process.inputReader(UTF_8);
  }

  /** They click this link from now on. */
  public static HonestPeople clicking(String link, Clickward server) throws IOException {
    return new HonestPeople(
        new ProcessBuilder(
                Clickward.JAVA.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmn16m",
                "-cp",
                System.getProperty("java.class.path"),
                HonestPeople.class.getName(),
                link,
                "" + server.https(),
                server.authority().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Forgets what was measured, and measures for a while. */
  public Both measure(Duration time) throws IOException {
    ask.println(time.toMillis());
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the honest people are gone");
    }
    return Both.of(line);
  }

  /** Lets everybody finish; gives the clicks that got no redirect, or no answer. */
  public List<String> stop() {
    ask.close();
    return answers.lines().toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Arguments: the link, the HTTPS port, the file of the CA. */
  public static void main(String[] arguments) throws Exception {
    URI link = URI.create(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    X509Certificate anchor = RawClient.certificate(Path.of(arguments[2]));
    SteadyClicks kept =
        new SteadyClicks().onKeptConnections(KEPT, KEPT_EVERY, doors(link, port, anchor));
    SteadyClicks anew =
        new SteadyClicks().onNewConnections(ANEW, ANEW_EVERY, doors(link, port, anchor));
    BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = asked.readLine(); line != null; line = asked.readLine()) {
      kept.forget();
      anew.forget();
      Thread.sleep(Long.parseLong(line));
      System.out.println(new Both(kept.waits(), anew.waits()).line());
    }
    kept.stop();
    anew.stop();
    kept.failures().forEach(System.out::println);
    anew.failures().forEach(System.out::println);
  }

  private static List<Visit.Door> doors(URI link, int port, X509Certificate anchor) {
    String host = link.getHost();
    return List.of(
        () -> Visit.http2(RawHttp2.open(port, host, anchor), link),
        () -> Visit.http1(RawClient.tls(port, host, anchor), link));
  }
}
