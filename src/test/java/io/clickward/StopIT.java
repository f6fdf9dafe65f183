package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Clicking;
import io.clickward.testing.Clicking.Connections;
import io.clickward.testing.Clickward;
import io.clickward.testing.Eventually;
import io.clickward.testing.RawClient;
import io.clickward.testing.RawHttp2;
import io.clickward.testing.RawHttp2.Frame;
import io.clickward.testing.Serving;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is stopped while people click. */
class StopIT {
  private static final String HOST = "links.example.test";
  private static final Path MAIL = Path.of("src/test/resources/rewrite/mails/40-receipt.eml");

  /** What the JVM exits with when SIGTERM ends it: 128 and the signal's number. */
  private static final int ENDED_BY_SIGTERM = 143;

  private static final Duration START_MAX = Duration.ofSeconds(30);

  /** Behind the events of a journal that was not closed. */
  private static final long ZEROS_AHEAD_BYTES = 256 << 10;

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

  /** Clicks are answered some tenths of a second before what stands behind them has started. */
  @Test
  void stopsInOrderWhenItIsToldToBeforeItsStartIsOver() throws Exception {
    Clickward clickward = Clickward.in(folder, HOST);
    String link = Clickward.sealed(clickward.rewrite(MAIL, HOST, "starting")).getFirst();
    try (Serving serving = clickward.serve()) {
      assertThat(serving.terminate()).isEqualTo(ENDED_BY_SIGTERM);
    }
    X509Certificate authority = RawClient.certificate(clickward.authority());
    Path log = folder.resolve("starting.err");
    Path out = folder.resolve("starting.out");
    Process starting =
        clickward.start(out, log, "serve", "--config", clickward.config().toString());
    Eventually.await("an answer", START_MAX, () -> isAnswered(clickward, authority, pathOf(link)));
    starting.destroy();
    assertThat(starting.waitFor()).isEqualTo(ENDED_BY_SIGTERM);
    assertThat(Files.readString(log)).doesNotContain("WARN", "ERROR");
    try (Stream<Path> files = Files.list(clickward.data("journal"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".events")))
          .allSatisfy(day -> assertThat(Files.size(day)).isLessThan(ZEROS_AHEAD_BYTES));
    }
    assertThat(clickward.userAgents()).containsExactly("early");
  }

  private static boolean isAnswered(Clickward clickward, X509Certificate authority, String path)
      throws IOException {
    try (RawClient client = RawClient.tls(clickward.https(), HOST, authority)) {
      client.send("GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: early\r\n\r\n".formatted(path, HOST));
      assertThat(client.head()).startsWith("HTTP/1.1 302");
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  @Test
  void answersEveryStreamThatItsGoAwayCountsAndNoOther() throws Exception {
    Clickward clickward = Clickward.in(folder, HOST);
    String link = Clickward.sealed(clickward.rewrite(MAIL, HOST, "stopped")).getFirst();
    List<Streams> connections = new ArrayList<>();
    try (Serving serving = clickward.serve()) {
      X509Certificate authority = RawClient.certificate(clickward.authority());
      for (int i = 0; i < 6; i++) {
        connections.add(
            new Streams(
                "h2-" + i, RawHttp2.open(clickward.https(), HOST, authority), pathOf(link)));
      }
      Eventually.await(
          "clicks on each connection",
          Duration.ofSeconds(30),
          () -> connections.stream().allMatch(Streams::hasMany));
      assertThat(serving.terminate()).isEqualTo(ENDED_BY_SIGTERM);
      for (Streams each : connections) {
        each.thread.join();
      }
      assertThat(serving.log()).doesNotContain("WARN", "ERROR");
    }

    List<String> recorded = clickward.userAgents();
    assertThat(recorded).doesNotHaveDuplicates();
    for (Streams each : connections) {
      assertThat(each.failure).isNull();
      assertThat(each.redirected).containsExactlyElementsOf(each.openedUpTo(each.lastStream));
      assertThat(recorded.stream().filter(each::isOurs))
          .containsExactlyInAnyOrderElementsOf(each.redirected);
    }
  }

  private static String pathOf(String link) {
    return URI.create(link).getRawPath();
  }

  /**
   * Clicks on one HTTP/2 connection, several at a time, until the server says GOAWAY and closes.
   */
  private static final class Streams implements Runnable {
    private static final int AT_ONCE = 10;

    private final String name;
    private final RawHttp2 client;
    private final String path;
    private final Thread thread = new Thread(this);
    private final List<String> redirected = new CopyOnWriteArrayList<>();
    private int opened;
    private int answered;
    private int lastStream = Integer.MAX_VALUE;
    private volatile @Nullable Exception failure;

    Streams(String name, RawHttp2 client, String path) {
      this.name = name;
      this.client = client;
      this.path = path;
      thread.start();
    }

    @Override
    public void run() {
      try (client) {
        client.send(RawHttp2.SETTINGS, 0, 0, RawHttp2.NO_DYNAMIC_TABLE);
        Optional<Frame> next = Optional.empty();
        do {
          openMore();
          next.ifPresent(this::take);
          next = client.next();
        } while (next.isPresent());
      } catch (IOException | RuntimeException e) {
        failure = e;
      }
    }

    private void openMore() throws IOException {
      while (lastStream == Integer.MAX_VALUE && opened - answered < AT_ONCE) {
        byte[] click = RawHttp2.get(HOST, path, "user-agent", agent(opened));
        client.send(
            RawHttp2.HEADERS, RawHttp2.END_STREAM | RawHttp2.END_HEADERS, 2 * opened + 1, click);
        opened++;
      }
    }

    private void take(Frame frame) {
      if (frame.type() == RawHttp2.GOAWAY) {
        assertThat(frame.error()).isZero();
        lastStream = ByteBuffer.wrap(frame.payload()).getInt();
      } else if (frame.type() == RawHttp2.HEADERS && RawHttp2.status(frame) == 302) {
        answered++;
        redirected.add(agent(frame.stream() / 2));
      }
    }

    private String agent(int number) {
      return name + "/" + number;
    }

    boolean hasMany() {
      assertThat(failure).isNull();
      return redirected.size() > 100;
    }

    boolean isOurs(String agent) {
      return agent.startsWith(name + "/");
    }

    List<String> openedUpTo(int stream) {
      return IntStream.range(0, opened)
          .filter(number -> 2 * number + 1 <= stream)
          .mapToObj(this::agent)
          .toList();
    }
  }
}
