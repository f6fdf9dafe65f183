package io.clickward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Abuse;
import io.clickward.testing.Clickward;
import io.clickward.testing.Eventually;
import io.clickward.testing.HonestPeople;
import io.clickward.testing.HonestPeople.Both;
import io.clickward.testing.HonestPeople.Waits;
import io.clickward.testing.InMemory;
import io.clickward.testing.Serving;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything at once: abuse of many kinds from many addresses, and honest people beside it. What
 * they wait for is measured without abuse before and after it, and with it in between. The journal
 * lies in memory: a disk that stalls for one sync in a hundred would be all that is measured.
 */
class AbuseIT {
  private static final String HOST = "links.example.test";
  private static final Path MAIL = Path.of("src/test/resources/rewrite/mails/40-receipt.eml");
  private static final boolean LONG = Boolean.getBoolean("long");
  private static final Duration ABUSE =
      Duration.ofSeconds(Integer.getInteger("abuse.seconds", LONG ? 600 : 20));
  private static final Duration CALM = ABUSE.dividedBy(LONG ? 10 : 4);
  private static final Duration WARM_UP = Duration.ofSeconds(LONG ? 20 : 5);

  /** The server compiles what it meets for the first time, and this is not about that. */
  private static final Duration FIRST_MET = Duration.ofSeconds(LONG ? 20 : 10);

  /** In a short run it still compiles now and then. */
  private static final double P99_TIMES_MAX = LONG ? 2 : 5;

  /** In a short run one pause of the machine must not be what is judged: see {@link #typical}. */
  private static final int WINDOWS = LONG ? 1 : 5;

  /** A slow kind takes some five seconds a time. */
  private static final long TIMES_MIN = ABUSE.toSeconds() / 10;

  private static final long GROWTH_BYTES_MAX = 96L << 20;
  private static final Duration LIMITS_HIT_MAX = Duration.ofMinutes(2);

  /** What the server has to say of each kind, and of some by themselves. */
  private static final List<String> LIMITS_HIT =
      List.of(
          "clickward_connections_refused_total",
          "clickward_connections_overdue_total",
          "clickward_tls_names_unknown_total",
          "clickward_refusals_total",
          "clickward_requests_bad_total",
          "clickward_http2_ended_total",
          hits("resetsMax"),
          hits("continuationsMax"),
          hits("idleFramesMax"),
          hits("headerBytesMax"),
          hits("headerTimeout"),
          hits("idleTimeout"),
          hits("connectionsPerClientMax"));

  /** A few seconds of time-out would otherwise keep more of the slow ones than the abuse opens. */
  private static final String LIMITS =
      """
      limits:
        idleTimeout: 5s
        headerTimeout: 5s
        handshakeTimeout: 5s
        connectionsPerClientMax: 200
      """;

  @TempDir(factory = InMemory.class)
  private Path folder;

  private Clickward clickward;
  private String link;

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void honestPeopleHardlyNotice() throws Exception {
    clickward = Clickward.in(folder, HOST).with(LIMITS);
    link = Clickward.sealed(clickward.rewrite(MAIL, HOST, "abused")).getFirst();
    try (Serving serving = clickward.serve();
        HonestPeople people = HonestPeople.clicking(link, clickward)) {
      people.measure(WARM_UP);
      Both calm = measure("without abuse", people, CALM);
      long memory = serving.residentBytes();
      Map<String, Long> before = limitsHit(serving);
      Process abuse = startAbuse();
      measure("while abuse begins", people, FIRST_MET);
      Both abused = typical("with abuse", people, ABUSE);
      long grown = serving.residentBytes() - memory;
      awaitLimits(serving, before);
      awaitEachKind(abuse);
      end(abuse);
      Both after = measure("after it", people, CALM);
      System.out.printf(
          "Abuse: %d MiB resident before, %d MiB grown, %d events late%n",
          memory >> 20, grown >> 20, serving.metric("clickward_journal_late_total"));
      assertThat(people.stop()).isEmpty();
      assertThat(grown).isLessThan(GROWTH_BYTES_MAX);
      assertThat(serving.log()).doesNotContain("ERROR", "Exception", "\tat ");
      assertP99(calm.kept(), abused.kept(), after.kept());
      if (LONG) { // of fifty clicks the 99th percentile is the slowest one
        assertP99(calm.anew(), abused.anew(), after.anew());
      }
    }
  }

  private static Both measure(String when, HonestPeople people, Duration time) throws IOException {
    Both waits = people.measure(time);
    System.out.printf("Honest %s, %s%n", when, waits);
    return waits;
  }

  /** Of equal windows the one whose 99th percentile on kept connections is in the middle. */
  private static Both typical(String when, HonestPeople people, Duration time) throws IOException {
    List<Both> windows = new ArrayList<>();
    for (int i = 0; i < WINDOWS; i++) {
      windows.add(measure(when, people, time.dividedBy(WINDOWS)));
    }
    windows.sort(Comparator.comparing(both -> both.kept().p99()));
    return windows.get(WINDOWS / 2);
  }

  /**
   * With the processor time that nobody else wants: abuse usually runs on other machines. Being
   * only nicer would not do, as a nice process keeps the processor from one that wakes for
   * milliseconds.
   */
  private Process startAbuse() throws IOException {
    return new ProcessBuilder(
            "chrt",
            "--idle",
            "0",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Abuse.class.getName(),
            "" + clickward.http(),
            "" + clickward.https(),
            link,
            clickward.authority().toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void end(Process abuse) throws IOException, InterruptedException {
    abuse.getOutputStream().close();
    if (!abuse.waitFor(60, TimeUnit.SECONDS)) {
      abuse.destroyForcibly();
    }
    assertThat(abuse.waitFor()).as("abuse ended by itself").isZero();
  }

  private static String hits(String limit) {
    return "clickward_limits_hit_total{limit=\"%s\"}".formatted(limit);
  }

  private static Map<String, Long> limitsHit(Serving serving) throws Exception {
    Map<String, Long> hit = new LinkedHashMap<>();
    for (String limit : LIMITS_HIT) {
      hit.put(limit, serving.metric(limit));
    }
    return hit;
  }

  /** On a machine with other work, abuse with idle time only may need longer to get there. */
  private static void awaitLimits(Serving serving, Map<String, Long> before) throws Exception {
    for (String limit : LIMITS_HIT) {
      Eventually.await(
          limit, LIMITS_HIT_MAX, () -> serving.metric(limit) >= before.get(limit) + TIMES_MIN);
      System.out.printf("Abuse: %s %d%n", limit, serving.metric(limit) - before.get(limit));
    }
  }

  private static void awaitEachKind(Process abuse) throws Exception {
    BufferedReader answers = abuse.inputReader(UTF_8);
    PrintWriter ask = new PrintWriter(abuse.outputWriter(UTF_8), true);
    Eventually.await(
        "each kind of abuse " + TIMES_MIN + " times",
        LIMITS_HIT_MAX,
        () -> {
          Thread.sleep(500);
          ask.println();
          Map<String, Long> done = done(answers);
          System.out.println("Abuse: " + done);
          return done.values().stream().allMatch(times -> times >= TIMES_MIN);
        });
  }

  /** How often each kind was done: lines such as {@code rapid resets: 12}, then an empty one. */
  private static Map<String, Long> done(BufferedReader answers) throws IOException {
    Map<String, Long> done = new TreeMap<>();
    for (String line = answers.readLine(); !"".equals(line); line = answers.readLine()) {
      if (line == null) {
        throw new IOException("abuse has ended; its last words are in the test's output");
      }
      int end = line.lastIndexOf(": ");
      done.put(line.substring(0, end), Long.valueOf(line.substring(end + 2)));
    }
    return done;
  }

  private static void assertP99(Waits before, Waits abused, Waits after) {
    double calm = (before.p99().toNanos() + after.p99().toNanos()) / 2.0;
    assertThat((double) abused.p99().toNanos()).isLessThanOrEqualTo(calm * P99_TIMES_MAX);
  }
}
