package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Clickward;
import io.clickward.testing.Finished;
import io.clickward.testing.Lab;
import io.clickward.testing.Serving;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other people's HTTP clients against the running server. */
class RealClientsIT {
  private static final String HOST = "links.example.test";
  private static final Path MAIL = Path.of("src/test/resources/rewrite/mails/40-receipt.eml");
  private static final int CLICKS = 3_000;
  private static final int CLIENTS = 20;
  private static final Pattern RATE = Pattern.compile("finished in .*?, ([0-9.]+) req/s");

  @TempDir private Path folder;
  private Clickward clickward;
  private URI link;

  @BeforeEach
  void install() throws Exception {
    clickward = Clickward.in(folder, HOST);
    link = URI.create(Clickward.sealed(clickward.rewrite(MAIL, HOST, "real")).getFirst());
  }

  @Test
  void h2loadIsRedirectedEveryTimeAndEachTimeIsAnEvent() throws Exception {
    try (Serving _ = clickward.serve()) {
      h2load("HTTP/2", "--max-concurrent-streams=10");
      h2load("HTTP/1.1", "--h1", "--max-concurrent-streams=4");
    }
    assertThat(clickward.userAgents()).hasSize(2 * CLICKS).containsOnly("h2load nghttp2");
  }

  private void h2load(String protocol, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of(Lab.require("h2load").toString()));
    command.addAll(List.of(options));
    command.addAll(List.of("--requests=" + CLICKS, "--clients=" + CLIENTS));
    command.add("--header=user-agent: h2load nghttp2");
    command.add("--connect-to=127.0.0.1:" + clickward.https());
    command.add(link.toString());
    String report = Finished.of(command).orThrow().out();
    Matcher rate = RATE.matcher(report);
    System.out.printf(
        "h2load, %s: %d clicks, %s/s%n", protocol, CLICKS, rate.find() ? rate.group(1) : "?");
    assertThat(report)
        .contains("%1$d done, %1$d succeeded, 0 failed, 0 errored, 0 timeout".formatted(CLICKS))
        .contains("0 2xx, %d 3xx, 0 4xx, 0 5xx".formatted(CLICKS));
  }

  @Test
  void nghttpSeesTheRedirectWithItsFields() throws Exception {
    try (Serving _ = clickward.serve()) {
      String url = "https://127.0.0.1:" + clickward.https() + link.getPath();
      Finished finished =
          Finished.of(
              List.of(
                  Lab.require("nghttp").toString(),
                  "--verbose",
                  "--no-verify-peer",
                  "--header=:authority: " + HOST,
                  url));
      assertThat(finished.orThrow().out())
          .contains("The negotiated protocol: h2")
          .contains(":status: 302")
          .contains("location: https://shop.example.com/orders/4711")
          .contains("cache-control: private, no-store")
          .contains("x-robots-tag: noindex")
          .contains("referrer-policy: no-referrer")
          .contains("content-length: 0")
          .doesNotContain("INVALID", "recv RST_STREAM", "error_code=PROTOCOL_ERROR");
    }
    assertThat(clickward.userAgents()).hasSize(1).allMatch(agent -> agent.startsWith("nghttp2/"));
  }
}
