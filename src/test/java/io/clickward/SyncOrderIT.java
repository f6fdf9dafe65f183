package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Clickward;
import io.clickward.testing.Eventually;
import io.clickward.testing.Lab;
import io.clickward.testing.RawClient;
import io.clickward.testing.Serving;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of the server's system calls, as the kernel's tracer saw them. */
class SyncOrderIT {
  private static final String HOST = "links.example.test";
  private static final Path MAIL = Path.of("src/test/resources/rewrite/mails/40-receipt.eml");
  private static final int CLICKS = 10;
  private static final Duration TRACE_MAX = Duration.ofSeconds(30);

  /** More than a page, so that the event can be found in what is written. */
  private static final String STRING_BYTES_MAX = "5000";

  private static final Pattern SYNC_BEGINS =
      Pattern.compile("^(\\d+) +fdatasync\\(\\d+<\\S+\\.events>");
  private static final Pattern SYNC_RETURNS =
      Pattern.compile(
          "^(\\d+) +(fdatasync\\(\\d+<\\S+\\.events>|<\\.\\.\\. fdatasync resumed>).*= 0$");

  private static final String PLAIN = "  - host: " + HOST + "\n    https: false\n";

  private static final String NEVER_LATE =
      """
      journal:
        durability: sync
        waitMax: 10s
      """;

  @TempDir private Path folder;

  @Test
  void answersARedirectOnlyAfterTheSyncThatCoversItsEventHasReturned() throws Exception {
    Path trace = folder.resolve("trace.txt");
    List<String> tracer =
        Lab.tracing(
            trace,
            "--trace=fsync,fdatasync,write,writev,pwrite64,sendto,sendmsg",
            "--decode-fds=path",
            "--string-limit=" + STRING_BYTES_MAX);
    Clickward clickward = Clickward.in(folder).configure(PLAIN).with(NEVER_LATE);
    String link = Clickward.sealed(clickward.rewrite(MAIL, HOST, "traced")).getFirst();
    try (Serving serving = clickward.serveUnder(tracer)) {
      clickInTurn(clickward, URI.create(link));
      serving.terminate();
    }
    Eventually.await(
        "the end of the trace",
        TRACE_MAX,
        () -> Files.readString(trace).contains("+++ exited with 143"));

    List<String> calls = Files.readAllLines(trace);
    assertOrder(calls);
    assertThat(clickward.userAgents()).hasSize(CLICKS);
    System.out.printf(
        "System calls: %d traced, %d answers, each behind the sync of its event%n",
        calls.size(), CLICKS);
  }

  private static String userAgent(int click) {
    return "Traced-" + click + ";";
  }

  private static void clickInTurn(Clickward clickward, URI link) throws Exception {
    try (RawClient client = RawClient.plain(clickward.http())) {
      for (int click = 0; click < CLICKS; click++) {
        String request =
            "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\n\r\n"
                .formatted(link.getPath(), link.getAuthority(), userAgent(click));
        assertThat(client.send(request).response()).startsWith("HTTP/1.1 302 ");
      }
    }
  }

  private static void assertOrder(List<String> calls) {
    int answered = -1;
    for (int click = 0; click < CLICKS; click++) {
      String event = userAgent(click);
      int written =
          next(calls, answered, "the event of " + event, call -> isLogWriteOf(call, event));
      int began = next(calls, written, "a sync after it", SYNC_BEGINS.asPredicate());
      String thread = thread(calls.get(began));
      int returned = next(calls, began - 1, "its return", call -> returnsSync(call, thread));
      answered = next(calls, answered, "the answer", call -> call.contains("\"HTTP/1.1 302 "));
      assertThat(answered)
          .as("line of the answer to %s in the trace", event)
          .isGreaterThan(returned);
    }
  }

  private static int next(List<String> calls, int behind, String what, Predicate<String> wanted) {
    return IntStream.range(behind + 1, calls.size())
        .filter(line -> wanted.test(calls.get(line)))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("not in the trace behind line " + behind + ": " + what));
  }

  private static boolean isLogWriteOf(String call, String event) {
    return call.contains(".events>, ") && call.contains(event);
  }

  private static boolean returnsSync(String call, String thread) {
    Matcher sync = SYNC_RETURNS.matcher(call);
    return sync.find() && sync.group(1).equals(thread);
  }

  private static String thread(String call) {
    return call.substring(0, call.indexOf(' '));
  }
}
