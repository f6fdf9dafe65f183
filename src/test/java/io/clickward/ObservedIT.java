package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Clickward;
import io.clickward.testing.Eventually;
import io.clickward.testing.RawClient;
import io.clickward.testing.Serving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator can see of a click. */
class ObservedIT {
  private static final String HOST = "links.example.test";
  private static final Path MAIL = Path.of("src/test/resources/rewrite/mails/40-receipt.eml");
  private static final Pattern IN_DOCS =
      Pattern.compile("^\\| `(clickward_[a-z0-9_]+)(?:\\{(.*)})?` \\| (\\w+) \\|");
  private static final Pattern TYPE = Pattern.compile("^# TYPE (clickward_[a-z0-9_]+) (\\w+)$");
  private static final Pattern LABEL = Pattern.compile("(?<=[{,])(\\w+)=\"");

  @TempDir private Path folder;
  private Clickward clickward;

  @BeforeEach
  void configure() throws Exception {
    clickward = Clickward.in(folder, HOST);
  }

  private void click() throws Exception {
    String link = Clickward.sealed(clickward.rewrite(MAIL, HOST, "receipt")).getFirst();
    try (RawClient client =
        RawClient.tls(clickward.https(), HOST, RawClient.certificate(clickward.authority()))) {
      String path = link.substring(link.indexOf("/c/"));
      assertThat(client.send("GET " + path + " HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n").response())
          .startsWith("HTTP/1.1 302");
    }
  }

  /** What the server has written to standard output. */
  private String out() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Path out =
          files
              .filter(file -> file.getFileName().toString().matches("serve.*\\.log"))
              .findFirst()
              .orElseThrow();
      return Files.readString(out);
    }
  }

  @Test
  void countsAClickByItsKindsAndDocumentsEveryMetric() throws Exception {
    clickward.with("log: {access: true}\n");
    try (Serving serving = clickward.serve()) {
      click();
      String metrics = serving.admin("/metrics").body();
      assertThat(metrics)
          .contains("clickward_clicks_total{verdict=\"unclassified\"} 1.0")
          .contains("clickward_clicks_total{verdict=\"machine\"} 0.0")
          .contains("clickward_tls_handshakes_total{resumed=\"false\",version=\"1.3\"} 1.0")
          .contains("clickward_tls_handshakes_total{resumed=\"true\",version=\"1.2\"} 0.0")
          .contains("clickward_journal_wait_seconds_count 1")
          .contains("clickward_journal_wait_seconds_bucket{le=\"+Inf\"} 1")
          .contains("clickward_journal_group_max 1.0")
          .contains("clickward_limits_hit_total{limit=\"connectionsPerClientMax\"} 0.0")
          .contains("clickward_access_log_dropped_total 0.0")
          .doesNotContain(HOST);
      assertThat(serving.metric("clickward_buffer_bytes")).isPositive();
      assertThat(shown(metrics))
          .isEqualTo(documented(Files.readString(Path.of("docs/operating/observing.md"))));
    }
  }

  /** Each metric with its type and its labels, as the table says. */
  private static SortedMap<String, String> documented(String page) {
    SortedMap<String, String> all = new TreeMap<>();
    page.lines()
        .map(IN_DOCS::matcher)
        .filter(Matcher::find)
        .forEach(
            row ->
                all.put(
                    row.group(1),
                    described(
                        row.group(3),
                        Stream.ofNullable(row.group(2))
                            .flatMap(list -> Stream.of(list.split(","))))));
    return all;
  }

  /** The same as the server shows it. */
  private static SortedMap<String, String> shown(String metrics) {
    SortedMap<String, String> all = new TreeMap<>();
    metrics
        .lines()
        .map(TYPE::matcher)
        .filter(Matcher::find)
        .forEach(
            type ->
                all.put(
                    type.group(1),
                    described(
                        type.group(2),
                        metrics
                            .lines()
                            .filter(line -> line.startsWith(type.group(1) + "{"))
                            .flatMap(line -> LABEL.matcher(line).results())
                            .map(label -> label.group(1)))));
    return all;
  }

  private static String described(String type, Stream<String> labels) {
    return type + " " + labels.collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void writesAnAccessLogWhenAskedTo() throws Exception {
    clickward.with("log: {access: true}\n");
    try (Serving _ = clickward.serve()) {
      click();
      Eventually.await("a line", Duration.ofSeconds(10), () -> out().contains("\n"));
      assertThat(out())
          .matches(
              "20\\d\\d-\\S+Z 127\\.0\\.0\\.1 links\\.example\\.test GET redirect 302 [1-9]\\d*us\n");
    }
  }

  @Test
  void writesNoAccessLogOtherwise() throws Exception {
    try (Serving serving = clickward.serve()) {
      click();
      serving.terminate();
    }
    assertThat(out()).isEmpty();
  }
}
