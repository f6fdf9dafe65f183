package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Clickward;
import io.clickward.testing.Eventually;
import io.clickward.testing.Finished;
import io.clickward.testing.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All addresses of both families, in a network of its own: no stranger can reach it. */
class BothFamiliesIT {
  private static final String HOST = "links.example.test";
  private static final Duration START_MAX = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void listensOnAllAddressesOfIpv4AndOfIpv6() throws Exception {
    assertAnswersBoth("[0.0.0.0:8080, \"[::]:8080\"]");
    assertAnswersBoth("[\"[::]:8080\", 0.0.0.0:8080]");
  }

  @Test
  void takesIpv4TooWhereOnlyIpv6IsNamed() throws Exception {
    assertAnswersBoth("\"[::]:8080\"");
  }

  private void assertAnswersBoth(String http) throws Exception {
    Clickward clickward = Clickward.in(folder, HOST);
    Files.writeString(
        clickward.config(),
        Files.readString(clickward.config())
            .replace("http: 127.0.0.1:" + clickward.http(), "http: " + http));
    Path log = folder.resolve("serve.log");
    Process server = alone(clickward, log);
    try {
      for (String address : List.of("127.0.0.1", "[::1]")) {
        Eventually.await("an answer on " + address, START_MAX, () -> answers(server, address));
      }
      assertThat(log).content().doesNotContain("ERROR");
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private Process alone(Clickward clickward, Path log) throws Exception {
    List<String> network =
        List.of(
            Lab.require("unshare").toString(),
            "--net",
            "sh",
            "-c",
            Lab.require("ip") + " link set lo up && exec \"$@\"",
            "sh");
    return clickward.startUnder(
        network,
        folder.resolve("serve.out"),
        log,
        "serve",
        "--config",
        clickward.config().toString());
  }

  private static boolean answers(Process server, String address)
      throws IOException, InterruptedException {
    Finished asked =
        Finished.of(
            List.of(
                Lab.require("nsenter").toString(),
                "--net=/proc/%d/ns/net".formatted(server.pid()),
                "curl",
                "--silent",
                "--header",
                "Host: " + HOST,
                "http://%s:8080/robots.txt".formatted(address)));
    return asked.out().contains("User-agent");
  }
}
