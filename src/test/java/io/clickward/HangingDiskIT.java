package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.testing.Clickward;
import io.clickward.testing.Eventually;
import io.clickward.testing.Lab;
import io.clickward.testing.RawClient;
import io.clickward.testing.Serving;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server on one core, whose file of counts is on a disk that does not come back: the kernel's
 * tracer holds each sync of it for three quarters of a minute.
 */
class HangingDiskIT {
  private static final String HOST = "links.example.test";
  private static final Path MAIL = Path.of("src/test/resources/rewrite/mails/40-receipt.eml");
  private static final Duration HANGS_MAX = Duration.ofSeconds(60);

  /** Well below what systemd is told to wait in docs/operating/production.md. */
  private static final Duration STOP_MAX = Duration.ofSeconds(15);

  /** A journal that is closed has no zeros behind its events. */
  private static final long FILLED_AHEAD_BYTES = 256 << 10;

  @TempDir private Path folder;

  @Test
  @Timeout(240)
  void answersClicksAndHealthAndStopsInOrderWhileTheCountsHangInTheDisk() throws Exception {
    Clickward clickward = Clickward.in(folder, HOST);
    String link = Clickward.sealed(clickward.rewrite(MAIL, HOST, "hanging")).getFirst();
    Path trace = folder.resolve("trace.txt");
    List<String> starter =
        new ArrayList<>(
            Lab.tracing(
                trace,
                "--trace=fsync,fdatasync",
                "--trace-path=" + clickward.data("rollups.db"),
                "--trace-path=" + clickward.data("rollups.db-wal"),
                "--inject=fsync,fdatasync:delay_enter=45s"));
    starter.addAll(List.of("env", "JAVA_TOOL_OPTIONS=-XX:ActiveProcessorCount=1"));
    try (Serving serving = clickward.serveUnder(starter)) {
      Eventually.await(
          "the counts hang", HANGS_MAX, () -> Files.readString(trace).contains("sync("));
      assertThat(serving.admin("/health/live").statusCode()).isEqualTo(200);
      assertThat(serving.metric("clickward_journal_lost_total")).isZero();
      try (RawClient client =
          RawClient.tls(clickward.https(), HOST, RawClient.certificate(clickward.authority()))) {
        client.send(
            "GET "
                + link.replaceFirst("https://[^/]+", "")
                + " HTTP/1.1\r\nHost: "
                + HOST
                + "\r\nUser-Agent: last\r\n\r\n");
        assertThat(client.head()).startsWith("HTTP/1.1 302");
      }
      assertThat(dayFile(clickward)).isGreaterThan(FILLED_AHEAD_BYTES);

      serving.tellToStop();
      Eventually.await(
          "the journal is closed", STOP_MAX, () -> dayFile(clickward) < FILLED_AHEAD_BYTES);
      assertThat(serving.log())
          .contains("rollups.db: the disk hangs; the counts are left as after a crash");
      assertThatThrownBy(() -> RawClient.plain(clickward.http()))
          .isInstanceOf(ConnectException.class);
    }
    assertThat(clickward.userAgents()).containsExactly("last");
  }

  private static long dayFile(Clickward clickward) throws IOException {
    try (Stream<Path> files = Files.list(clickward.data("journal"))) {
      Path day =
          files.filter(file -> file.toString().endsWith(".events")).findFirst().orElseThrow();
      return Files.size(day);
    }
  }
}
