package io.clickward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.config.ConfigReader;
import io.clickward.installation.Installation;
import io.clickward.onboarding.Checks;
import io.clickward.testing.FreePorts;
import io.clickward.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order a start begins to listen. */
class ServerTest {
  private static final String HEALTH =
      "GET /.well-known/clickward/health HTTP/1.1\r\nHost: links.example.test\r\n\r\n";

  @TempDir private Path folder;

  private final int http;
  private final int admin;
  private final List<String> seen = new ArrayList<>();

  ServerTest() throws IOException {
    List<Integer> free = FreePorts.of(2);
    http = free.getFirst();
    admin = free.getLast();
  }

  @Test
  void theDataPlaneAnswersBeforeTheAdminServerListens() throws Exception {
    try (Server server =
        Server.start(installation(), Clock.systemUTC(), new SecureRandom(), this::look)) {
      assertThat(seen).containsExactly("HTTP/1.1 200 OK", "nobody listens");
      assertThat(server.adminPort()).isEqualTo(admin);
      assertThat(behind(admin)).isEqualTo("somebody listens");
    }
  }

  /** Such as too little memory: a process that neither serves nor ends, nobody starts again. */
  @Test
  void leavesNothingOpenWhenAnErrorEndsTheStart() throws Exception {
    Installation installation = installation();
    assertThatThrownBy(
            () ->
                Server.start(
                    installation,
                    Clock.systemUTC(),
                    new SecureRandom(),
                    _ -> {
                      throw new LinkageError("a part of the program is missing");
                    }))
        .hasMessage("a part of the program is missing");
    assertThat(behind(http)).isEqualTo("nobody listens");
  }

  private Installation installation() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("clickward.yaml"),
            """
            listen: {http: "127.0.0.1:%d", https: "127.0.0.1:0", admin: "127.0.0.1:%d"}
            data: ./data
            domains:
              - host: links.example.test
            """
                .formatted(http, admin));
    return Installation.of(ConfigReader.read(file, Map.of()));
  }

  /** What is behind the data plane has its ways to ask the world made just before it starts. */
  private Checks look(Checks checks) {
    try (RawClient client = RawClient.plain(http)) {
      seen.add(client.send(HEALTH).response().lines().findFirst().orElse(""));
      seen.add(behind(admin));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return checks;
  }

  private static String behind(int port) throws IOException {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return "somebody listens";
    } catch (ConnectException e) {
      return "nobody listens";
    }
  }
}
