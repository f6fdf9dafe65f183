package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Clicking;
import io.clickward.testing.Clicking.Connections;
import io.clickward.testing.Clickward;
import io.clickward.testing.RawClient;
import io.clickward.testing.Serving;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is stopped while people click. */
class StopIT {
  private static final String HOST = "links.example.test";
  private static final Path MAIL = Path.of("src/test/resources/rewrite/mails/40-receipt.eml");

  /** What the JVM exits with when SIGTERM ends it: 128 and the signal's number. */
  private static final int ENDED_BY_SIGTERM = 143;

  @TempDir private Path folder;

  @Test
  void answersEveryRequestThatItTookAndHasOneEventForEachRedirect() throws Exception {
    Clickward clickward = Clickward.in(folder, HOST);
    String link = Clickward.sealed(clickward.rewrite(MAIL, HOST, "stopped")).getFirst();
    Clicking clicking;
    try (Serving serving = clickward.serve()) {
      X509Certificate authority = RawClient.certificate(clickward.authority());
      clicking =
          new Clicking(link, () -> RawClient.tls(clickward.https(), HOST, authority))
              .with(8, Connections.KEPT)
              .with(4, Connections.NEW);
      clicking.await(500);
      assertThat(serving.terminate()).isEqualTo(ENDED_BY_SIGTERM);
      clicking.awaitEnd();
      assertThat(clicking.failures()).isEmpty();
      assertThat(serving.log()).doesNotContain("WARN", "ERROR");
    }

    assertThat(clickward.userAgents()).doesNotHaveDuplicates().containsAll(clicking.redirected());
  }
}
