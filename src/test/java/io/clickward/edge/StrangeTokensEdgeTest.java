package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static io.clickward.edge.EdgeRig.OTHER;
import static io.clickward.edge.EdgeRig.click;
import static io.clickward.edge.EdgeRig.get;
import static io.clickward.edge.EdgeRig.withoutDate;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Memory;
import io.clickward.testing.RawClient;
import io.clickward.testing.StrangeTokens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that strangers might try, through TLS and HTTP: the same page for all but good ones. */
class StrangeTokensEdgeTest {
  private static final int TOKENS = Boolean.getBoolean("long") ? 1_000_000 : 100_000;
  private static final int WARM_UP = TOKENS / 10;

  /**
   * Requests sent before their answers are read; one more and the edge would end the connection.
   */
  private static final int PIPELINED = 50;

  private static final long GROWTH_BYTES_MAX = 4L << 20;

  @TempDir private Path folder;
  private int opened;

  @Test
  void everyStrangeTokenGetsTheSamePageAndMemoryStaysFlat() throws Exception {
    long seed = System.nanoTime();
    StrangeTokens tokens = new StrangeTokens(tokens(HOST), tokens(OTHER), new Random(seed));
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder);
        RawClient client = rig.tls(HOST)) {
      String page = withoutDate(client.send(get(HOST, "/c/AQE")).response());
      assertThat(page).startsWith("HTTP/1.1 404 ");
      tryAll(rig, client, tokens, WARM_UP, page);
      long before = Memory.liveBytes();
      tryAll(rig, client, tokens, TOKENS - WARM_UP, page);
      long grown = Memory.liveBytes() - before;
      System.out.printf(
          "Strange tokens through TLS: %d tried, %d of them unchanged and redirected, %d KiB grown%n",
          TOKENS, opened, grown >> 10);
      assertThat(opened).as("unchanged ones").isPositive();
      assertThat(rig.edge.stats().redirects()).isEqualTo(opened);
      assertThat(rig.edge.stats().badRequests()).isZero();
      assertThat(grown).isLessThan(GROWTH_BYTES_MAX);
    }
  }

  private static List<String> tokens(String host) {
    return IntStream.range(0, 50)
        .mapToObj(i -> click(host, "https://www.example.com/" + "a".repeat(i)).substring(3))
        .toList();
  }

  private void tryAll(EdgeRig rig, RawClient client, StrangeTokens tokens, int count, String page)
      throws Exception {
    for (int sent = 0; sent < count; sent += PIPELINED) {
      List<String> batch = new ArrayList<>();
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < PIPELINED; i++) {
        batch.add(tokens.next());
        requests.append(get(HOST, "/c/" + batch.getLast()));
      }
      client.send(requests.toString());
      for (String token : batch) {
        String answer = withoutDate(client.response());
        if (tokens.isGenuine(token)) {
          assertThat(answer).as(token).startsWith("HTTP/1.1 302 ");
          opened++;
        } else {
          assertThat(answer).as(token).isEqualTo(page);
        }
      }
      rig.events.clear();
    }
  }
}
