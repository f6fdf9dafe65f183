package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Clicking;
import io.clickward.testing.Clicking.Connections;
import io.clickward.testing.Clicking.Http2Door;
import io.clickward.testing.Clickward;
import io.clickward.testing.RawClient;
import io.clickward.testing.RawHttp2;
import io.clickward.testing.Serving;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed by SIGKILL while people click, again and again on the same data. */
class KillIT {
  private static final String HOST = "links.example.test";
  private static final Path MAIL = Path.of("src/test/resources/rewrite/mails/40-receipt.eml");
  private static final int ROUNDS = Boolean.getBoolean("long") ? 25 : 3;

  /**
   * The server waits for the disk as long as a client for its answer: no event is late. Groups are
   * slow, so that whatever is answered too early is likely to be lost by the kill.
   */
  private static final String SLOW_GROUPS =
      """
      journal:
        durability: sync
        waitMax: 10s
        groupWindow: 50ms
      """;

  @TempDir private Path folder;
  private Clickward clickward;
  private String link;
  private final List<String> redirected = new ArrayList<>();
  private int unanswered;

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void leavesExactlyOneEventForEachRedirectAndNoneTwice() throws Exception {
    clickward = Clickward.in(folder, HOST).with(SLOW_GROUPS);
    link = Clickward.sealed(clickward.rewrite(MAIL, HOST, "killed")).getFirst();
    for (int round = 1; round <= ROUNDS; round++) {
      clickUntilKilled("Round" + round, 150 + (41 * round) % 200);
    }
    try (Serving recovered = clickward.serve()) {
      assertThat(recovered.log()).doesNotContain("ERROR", "corrupt");
    }

    List<String> recorded = clickward.userAgents();
    long beyond = recorded.stream().filter(Predicate.not(Set.copyOf(redirected)::contains)).count();
    System.out.printf(
        "SIGKILL: %d rounds, %d answered, %d unanswered, %d events, of which %d of unanswered clicks%n",
        ROUNDS, redirected.size(), unanswered, recorded.size(), beyond);
    assertThat(recorded).doesNotHaveDuplicates().containsAll(redirected);
    assertThat(beyond).isLessThanOrEqualTo(unanswered);
  }

  private void clickUntilKilled(String name, int redirects) throws Exception {
    try (Serving serving = clickward.serve()) {
      X509Certificate authority = RawClient.certificate(clickward.authority());
      Http2Door http2 = () -> RawHttp2.open(clickward.https(), HOST, authority);
      Clicking clicking =
          new Clicking(name, link, () -> RawClient.tls(clickward.https(), HOST, authority))
              .with(8, Connections.KEPT)
              .with(4, Connections.NEW)
              .withHttp2(4, Connections.KEPT, http2)
              .withHttp2(2, Connections.NEW, http2);
      clicking.await(redirects);
      serving.kill();
      clicking.awaitEnd();
      assertThat(clicking.failures())
          .as("those that were under way when it was killed")
          .isNotEmpty()
          .allMatch(failure -> failure.contains(" was not answered: "));
      redirected.addAll(clicking.redirected());
      unanswered += clicking.failures().size();
    }
  }
}
