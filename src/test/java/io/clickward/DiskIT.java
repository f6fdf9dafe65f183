package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Clicking;
import io.clickward.testing.Clicking.Connections;
import io.clickward.testing.Clickward;
import io.clickward.testing.Eventually;
import io.clickward.testing.RawClient;
import io.clickward.testing.Serving;
import io.clickward.testing.TinyDisk;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose journal cannot be written for a while. */
class DiskIT {
  private static final String HOST = "links.example.test";
  private static final Path MAIL = Path.of("src/test/resources/rewrite/mails/40-receipt.eml");
  private static final Duration FAIL_MAX = Duration.ofSeconds(60);
  private static final Duration RECOVER_MAX = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private Clickward clickward;
  private String link;

  @BeforeEach
  void install() throws Exception {
    clickward = Clickward.in(folder, HOST);
    link = Clickward.sealed(clickward.rewrite(MAIL, HOST, "disk")).getFirst();
  }

  private Clicking click() throws IOException {
    X509Certificate authority = RawClient.certificate(clickward.authority());
    return new Clicking(link, () -> RawClient.tls(clickward.https(), HOST, authority))
        .with(4, Connections.KEPT)
        .with(1, Connections.NEW);
  }

  private void awaitFailing(Serving serving) throws Exception {
    // A disk that is only slow makes it unready too, with another reason.
    Eventually.await("failing", FAIL_MAX, () -> serving.metric("clickward_journal_failing") == 1);
  }

  /** Clicks go on, and the admin port says what is wrong. */
  private void assertRedirectsGoOn(Serving serving, Clicking clicking) throws Exception {
    HttpResponse<String> ready = serving.admin("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body())
        .contains("The journal has not been able to write since")
        .contains("Redirects go on");
    assertThat(serving.metric("clickward_journal_failing")).isEqualTo(1);
    clicking.awaitMore(200);
    assertThat(serving.metric("clickward_journal_late_total")).isGreaterThanOrEqualTo(150);
    assertThat(serving.log()).contains("the journal cannot write; events wait in memory");
  }

  /** Ready again without a restart, and everything that waited is on disk. */
  private void assertRecovers(String what, Serving serving, Clicking clicking) throws Exception {
    Duration recovered = Eventually.await("ready again", RECOVER_MAX, serving::saysReady);
    clicking.awaitMore(100);
    clicking.stop();
    Eventually.await(
        "nothing waits", RECOVER_MAX, () -> serving.metric("clickward_journal_waiting_bytes") == 0);
    assertThat(serving.log()).contains("the journal can write again");
    assertThat(clicking.failures()).isEmpty();
    System.out.printf(
        "%s: %d answered, %d late, %d lost, ready again after %d ms%n",
        what,
        clicking.redirected().size(),
        serving.metric("clickward_journal_late_total"),
        serving.metric("clickward_journal_lost_total"),
        recovered.toMillis());
  }

  private void assertNothingLost(Serving serving, Clicking clicking) throws Exception {
    assertThat(serving.metric("clickward_journal_lost_total")).isZero();
    assertThat(clickward.userAgents()).containsExactlyInAnyOrderElementsOf(clicking.redirected());
  }

  @Test
  void redirectsOnAFullDiskAndLosesNothing() throws Exception {
    try (TinyDisk disk = TinyDisk.on(clickward.data("journal"), "size=512k");
        Serving serving = clickward.serve()) {
      Clicking clicking = click();
      awaitFailing(serving);
      assertRedirectsGoOn(serving, clicking);
      disk.remount("size=64m");
      assertRecovers("Disk full", serving, clicking);
      assertNothingLost(serving, clicking);
    }
  }

  @Test
  void redirectsWithoutItsFolderOnAReadOnlyDiskAndLosesNothing() throws Exception {
    try (Serving serving = clickward.serve()) {
      Clicking clicking = click();
      clicking.await(100);
      // The kernel refuses to remount what the journal holds open; so it is covered.
      try (TinyDisk _ = TinyDisk.on(clickward.data("journal"), "ro")) {
        awaitFailing(serving);
        assertRedirectsGoOn(serving, clicking);
      }
      assertRecovers("Folder gone, read-only", serving, clicking);
      assertNothingLost(serving, clicking);
    }
  }

  @Test
  void redirectsWithAFullQueueAndCountsWhatIsLost() throws Exception {
    clickward.with(
        """
        journal:
          queueBytesMax: 1MiB
        """);
    try (TinyDisk disk = TinyDisk.on(clickward.data("journal"), "size=512k");
        Serving serving = clickward.serve()) {
      Clicking clicking = click();
      awaitFailing(serving);
      assertRedirectsGoOn(serving, clicking);
      Eventually.await(
          "lost events", FAIL_MAX, () -> serving.metric("clickward_journal_lost_total") > 0);
      clicking.awaitMore(200);
      disk.remount("size=64m");
      assertRecovers("Queue full", serving, clicking);

      List<String> recorded = clickward.userAgents();
      assertThat(recorded).doesNotHaveDuplicates();
      assertThat(clicking.redirected()).containsAll(recorded);
      assertThat(serving.metric("clickward_journal_lost_total"))
          .isEqualTo(clicking.redirected().size() - recorded.size());
    }
  }
}
