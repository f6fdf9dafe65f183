package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Clicking;
import io.clickward.testing.Clicking.Connections;
import io.clickward.testing.Clickward;
import io.clickward.testing.Eventually;
import io.clickward.testing.Lab;
import io.clickward.testing.RawClient;
import io.clickward.testing.Serving;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose first syncs take two seconds each, because the kernel's tracer holds them for so
 * long.
 */
class SlowDiskIT {
  private static final String HOST = "links.example.test";
  private static final Path MAIL = Path.of("src/test/resources/rewrite/mails/40-receipt.eml");
  private static final Duration CHANGE_MAX = Duration.ofSeconds(60);

  /** Three syncs: after each of them the events that wait are new. */
  private static final Duration SYNCS = Duration.ofSeconds(6);

  @TempDir private Path folder;

  @Test
  @Timeout(300)
  void redirectsWhileEachSyncTakesSecondsAndLosesNothing() throws Exception {
    Clickward clickward = Clickward.in(folder, HOST);
    String link = Clickward.sealed(clickward.rewrite(MAIL, HOST, "slow")).getFirst();
    List<String> slowing =
        Lab.tracing(
            folder.resolve("trace.txt"),
            // The journal's call; SQLite's is fsync, and starting makes dozens.
            "--trace=fdatasync",
            "--inject=fdatasync:delay_enter=2s:when=1..12");
    try (Serving serving = clickward.serveUnder(slowing)) {
      X509Certificate authority = RawClient.certificate(clickward.authority());
      Clicking clicking =
          new Clicking(link, () -> RawClient.tls(clickward.https(), HOST, authority))
              .with(4, Connections.KEPT)
              .with(1, Connections.NEW);
      Eventually.await("not ready", CHANGE_MAX, () -> !serving.saysReady());
      assertThat(serving.admin("/health/ready").body())
          .contains("The journal is slow")
          .contains("Redirects go on");
      clicking.awaitMore(200);
      assertThat(serving.metric("clickward_journal_late_total")).isGreaterThan(150);
      assertThat(serving.metric("clickward_journal_failing")).isZero();
      assertThat(serving.metric("clickward_journal_waiting_bytes")).isPositive();
      assertStaysUnready(serving);

      Duration recovered = Eventually.await("ready again", CHANGE_MAX, serving::saysReady);
      Eventually.await("clicks in time", CHANGE_MAX, () -> areInTime(serving, clicking));
      clicking.stop();
      Eventually.await(
          "nothing waits",
          CHANGE_MAX,
          () -> serving.metric("clickward_journal_waiting_bytes") == 0);
      System.out.printf(
          "Slow disk: %d answered, %d late, %d lost, ready again after %d ms%n",
          clicking.redirected().size(),
          serving.metric("clickward_journal_late_total"),
          serving.metric("clickward_journal_lost_total"),
          recovered.toMillis());
      assertThat(clicking.failures()).isEmpty();
      assertThat(serving.metric("clickward_journal_lost_total")).isZero();
      assertThat(clickward.userAgents()).containsExactlyInAnyOrderElementsOf(clicking.redirected());
    }
  }

  /** Most of the next hundred; the machine's own disk may have a bad second. */
  private static boolean areInTime(Serving serving, Clicking clicking)
      throws IOException, InterruptedException {
    long before = serving.metric("clickward_journal_late_total");
    clicking.awaitMore(100);
    return serving.metric("clickward_journal_late_total") - before < 50;
  }

  /** A load balancer would send all traffic back after each sync, and take it away again. */
  private static void assertStaysUnready(Serving serving) throws Exception {
    long start = System.nanoTime();
    while (System.nanoTime() - start < SYNCS.toNanos()) {
      assertThat(serving.saysReady()).isFalse();
      Thread.sleep(50);
    }
  }
}
