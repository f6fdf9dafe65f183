package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Abuse;
import io.clickward.testing.Clickward;
import io.clickward.testing.Eventually;
import io.clickward.testing.HonestPeople;
import io.clickward.testing.HonestPeople.Both;
import io.clickward.testing.HonestPeople.Waits;
import io.clickward.testing.InMemory;
import io.clickward.testing.Serving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

  /** In a short run the server is still compiling while it meets each kind for the first time. */
  private static final double P99_TIMES_MAX = LONG ? 2 : 5;

  private static final long GROWTH_BYTES_MAX = 96L << 20;
  private static final Duration LIMITS_HIT_MAX = Duration.ofMinutes(2);

  /** A few seconds of time-out would otherwise keep more of the slow ones than the abuse opens. */
  private static final String LIMITS =
      """
      limits:
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
      Process abuse = startAbuse();
      Both abused = measure("with abuse", people, ABUSE);
      long grown = serving.residentBytes() - memory;
      awaitLimits(serving);
      System.out.print(end(abuse));
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
        .redirectOutput(folder.resolve("abuse.txt").toFile())
        .redirectErrorStream(true)
        .start();
  }

  private String end(Process abuse) throws IOException, InterruptedException {
    abuse.getOutputStream().close();
    if (!abuse.waitFor(20, TimeUnit.SECONDS)) {
      abuse.destroyForcibly();
    }
    return Files.readString(folder.resolve("abuse.txt"));
  }

  /** On a machine with other work, abuse with idle time only may need longer to get there. */
  private static void awaitLimits(Serving serving) throws Exception {
    for (String limit :
        List.of(
            "clickward_connections_refused_total",
            "clickward_connections_overdue_total",
            "clickward_tls_names_unknown_total",
            "clickward_refusals_total",
            "clickward_requests_bad_total")) {
      Eventually.await(limit, LIMITS_HIT_MAX, () -> serving.metric(limit) > 0);
      System.out.printf("Abuse: %s %d%n", limit, serving.metric(limit));
    }
  }

  private static void assertP99(Waits before, Waits abused, Waits after) {
    double calm = (before.p99().toNanos() + after.p99().toNanos()) / 2.0;
    assertThat((double) abused.p99().toNanos()).isLessThanOrEqualTo(calm * P99_TIMES_MAX);
  }
}
