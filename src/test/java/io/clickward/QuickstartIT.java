package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.command.Program;
import io.clickward.testing.Finished;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first command that a stranger runs. */
class QuickstartIT {
  @TempDir private Path temporary;

  private Finished quickstart(String javaOptions) throws Exception {
    return Finished.of(
        List.of(Path.of("clickward").toAbsolutePath().toString(), "quickstart", "--once"),
        Map.of(
            "JAVA_HOME",
            System.getProperty("java.home"),
            "CLICKWARD_JAVA_OPTS",
            "-Djava.io.tmpdir=" + temporary + " " + javaOptions));
  }

  private List<Path> leftBehind() throws Exception {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.filter(f -> f.getFileName().toString().startsWith("clickward")).toList();
    }
  }

  @Test
  void showsTheWholeChainAndLeavesNothingBehind() throws Exception {
    Finished tour = quickstart("").orThrow();
    assertThat(tour.out())
        .containsSubsequence(
            "1. A newsletter is rewritten",
            "-> https://links.localhost:",
            "left alone, with the reason:",
            "pixels added: 1",
            "2. The reader clicks",
            "HTTP_2 302",
            "location: https://",
            "3. The click was on disk",
            "{\"id\":\"",
            "\"kind\":\"click\",\"domain\":\"links.localhost\"")
        .doesNotContain("NOT AS IT SHOULD BE")
        .as("commands for a server that is gone")
        .doesNotContain("Try for yourself", temporary.toString());
    assertThat(tour.err()).doesNotContain("WARN", "ERROR", "Exception");
    assertThat(leftBehind()).isEmpty();
  }

  @Test
  void staysForWhoTriesItAndTakesItsFilesAlongWhenItIsStopped() throws Exception {
    Path out = temporary.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(Path.of("clickward").toAbsolutePath().toString(), "quickstart")
            .redirectOutput(out.toFile())
            .redirectError(temporary.resolve("err").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("CLICKWARD_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
    Process tour = builder.start();
    try {
      while (tour.isAlive() && !Files.readString(out).contains("The server stays up")) {
        Thread.sleep(50); // the test's own time limit ends this
      }
      assertThat(out)
          .content()
          .containsSubsequence(
              "4. Try for yourself", "curl -i --cacert ", " --connect-to links.localhost:");
      assertThat(leftBehind()).isNotEmpty();
    } finally {
      tour.destroy(); // SIGTERM
      assertThat(tour.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(leftBehind()).isEmpty();
  }

  @Test
  void servesWithTheJdksSocketsAndTlsWhereNativesAreMissingAndSaysSo() throws Exception {
    String withoutNatives =
        "-Dio.netty.transport.noNative=true -Dio.netty.handler.ssl.noOpenSsl=true";
    Finished tour = quickstart(withoutNatives).orThrow();
    assertThat(tour.out()).contains("HTTP_2 302").doesNotContain("NOT AS IT SHOULD BE");
    assertThat(tour.err())
        .contains("NIO (no native epoll: ", "the JDK's TLS (no native BoringSSL: ");
  }

  @Test
  void endsWithAnotherExitCodeWhenAStepFails() throws Exception {
    // The tour's client then has no TLS version that the server takes.
    Finished tour = quickstart("-Djdk.tls.client.protocols=TLSv1.1");
    assertThat(tour.exitCode()).isEqualTo(Program.REFUSED);
    assertThat(tour.out()).contains("2. The reader clicks").doesNotContain("3. The click");
    assertThat(tour.err()).contains("clickward: ").doesNotContain("\tat ");
    assertThat(leftBehind()).isEmpty();
  }
}
