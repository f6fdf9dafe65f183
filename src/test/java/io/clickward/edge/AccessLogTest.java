package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static io.clickward.edge.EdgeRig.OTHER;
import static io.clickward.edge.EdgeRig.click;
import static io.clickward.edge.EdgeRig.get;
import static io.clickward.edge.EdgeRig.open;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.IpDetail;
import io.clickward.domain.Keeps;
import io.clickward.domain.UserAgentDetail;
import io.clickward.testing.Domains;
import io.clickward.testing.Eventually;
import io.clickward.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
  private static final String DESTINATION = "https://www.example.com/secret";
  private static final String NONE_KEPT = "none.example.org";

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** What is logged of these requests, without the time of day and the time taken. */
  private List<String> logged(String... requests) throws Exception {
    try (AccessLog log = AccessLog.to(out);
        EdgeRig rig =
            EdgeRig.logging(
                folder,
                log,
                Domains.of(HOST),
                Domains.of(OTHER, new Keeps(IpDetail.TRUNCATED, UserAgentDetail.CLASS), 43),
                Domains.of(NONE_KEPT, new Keeps(IpDetail.NONE, UserAgentDetail.NONE), 43))) {
      for (String request : requests) {
        try (RawClient client = rig.plain()) {
          client.send(request).response();
        }
      }
    }
    String all = out.toString(US_ASCII);
    assertThat(all).doesNotContain("secret", "/c/", "/o/", "Firefox");
    return all.lines()
        .map(
            line ->
                line.replaceFirst("^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z ", "")
                    .replaceFirst(" \\d+us$", ""))
        .toList();
  }

  @Test
  void hasALineForEachAnswerAndNothingThatIsSecret() throws Exception {
    assertThat(
            logged(
                get(HOST, click(HOST, DESTINATION)),
                "GET "
                    + open(HOST)
                    + " HTTP/1.1\r\nHost: "
                    + HOST
                    + "\r\nUser-Agent: Firefox\r\n\r\n",
                get(HOST, "/robots.txt"),
                get(HOST, "/.well-known/clickward/health"),
                get(HOST, click(OTHER, DESTINATION)),
                get("stranger.example.net", "/c/x"),
                "BREW / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n",
                "what is this\r\n\r\n"))
        .containsExactly(
            "127.0.0.1 links.example.test GET redirect 302",
            "127.0.0.1 links.example.test GET pixel 200",
            "127.0.0.1 links.example.test GET robots 200",
            "127.0.0.1 links.example.test GET health 200",
            "127.0.0.1 links.example.test GET link-unknown 404",
            "127.0.0.0 - GET host-unknown 421",
            "127.0.0.1 links.example.test OTHER method-unknown 405",
            "127.0.0.0 - - unreadable 400");
  }

  @Test
  void hasOfTheClientWhatTheDomainKeeps() throws Exception {
    assertThat(logged(get(OTHER, click(OTHER, DESTINATION)), get(NONE_KEPT, open(NONE_KEPT))))
        .containsExactly(
            "127.0.0.0 go.example.org GET redirect 302", "- none.example.org GET pixel 200");
  }

  @Test
  void hasDigitsThatEveryReaderKnowsInAnyLocale() throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(logged(get(HOST, "/robots.txt")))
          .containsExactly("127.0.0.1 links.example.test GET robots 200");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void hasNoLineForAClientThatLeavesInsideOfItsRequest() throws Exception {
    try (AccessLog log = AccessLog.to(out);
        EdgeRig rig = EdgeRig.logging(folder, log, Domains.of(HOST))) {
      for (String cut : List.of("GET / HTTP/1.1\r\nHost: a", "GET / HTTP/1.1\r\nHost: a\r\n")) {
        try (RawClient client = rig.plain()) {
          client.send(cut);
        }
      }
      Eventually.await(
          "both have come and gone",
          Duration.ofSeconds(10),
          () -> rig.edge.stats().connections() == 2 && rig.edge.openConnections() == 0);
      assertThat(rig.edge.stats().badRequests()).isZero();
    }
    assertThat(out.size()).isZero();
  }

  @Test
  void saysHowLongAnAnswerTook() throws Exception {
    assertThat(logged(get(HOST, click(HOST, DESTINATION)))).hasSize(1);
    assertThat(out.toString(US_ASCII)).containsPattern(" [1-9]\\d*us\n$");
  }

  @Test
  void neverWaitsForAStreamThatDoesNotTakeItAndCountsWhatItDrops() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    OutputStream hanging =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            try {
              stuck.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
        };
    AccessLog log = AccessLog.to(hanging);
    long start = System.nanoTime();
    for (int i = 0; i < 100_000; i++) {
      log.add("line");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(log.dropped()).isBetween(80_000L, 84_000L);
    stuck.countDown();
    log.close();
  }

  @Test
  void countsWhatAClosedStreamDoesNotTake() throws Exception {
    OutputStream closed = OutputStream.nullOutputStream();
    closed.close();
    try (AccessLog log = AccessLog.to(closed)) {
      log.add("line");
      Eventually.await("a count", Duration.ofSeconds(10), () -> log.dropped() > 0);
      assertThat(log.dropped()).isEqualTo(1);
    }
  }
}
