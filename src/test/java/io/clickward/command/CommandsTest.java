package io.clickward.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.store.TokenFile;
import io.clickward.testing.TinyServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands refuse before anything is read, and what they say of an answer. */
class CommandsTest {
  private static String refused(String... arguments) {
    StringWriter said = new StringWriter();
    int exitCode = Commands.of(arguments).setErr(new PrintWriter(said, true)).execute(arguments);
    assertThat(exitCode).as(said.toString()).isEqualTo(Program.WRONG_USAGE);
    return said.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "../tokens", "localhost", "192.0.2.1"})
  void aDomainIsAskedForByAHostName(String host) {
    for (String command : new String[] {"add", "show", "verify", "remove"}) {
      assertThat(refused("domain", command, host))
          .startsWith("clickward: HOST is '" + host + "', which is not a host name; expected ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"###x", "", ".", "..example.com", "https://www.example.com", "a b"})
  void aHostToSkipIsOneThatALinkCanHave(String host) {
    assertThat(refused("rewrite", "--domain", "a.example", "--message", "m", "--skip-host=" + host))
        .startsWith("clickward: --skip-host is '" + host + "'; expected a host such as ");
  }

  @Test
  void aListOfAccountsSaysThatThereMayBeMore(@TempDir Path folder) throws Exception {
    Path config = Files.writeString(folder.resolve("clickward.yaml"), "data: .\n");
    TokenFile.in(folder).write("cw_0123456789abcdef_" + "A".repeat(43));
    String item = "{\"name\":\"zoo\",\"createdAt\":\"2026-11-21T09:00:00Z\"}";

    assertThat(said(config, "{\"items\":[" + item + "],\"next\":\"zoo\"}"))
        .isEqualTo("zoo  since 2026-11-21T09:00:00Z\nThere may be more: --after zoo\n");
    assertThat(said(config, "{\"items\":[" + item + "],\"next\":null}"))
        .isEqualTo("zoo  since 2026-11-21T09:00:00Z\n");
  }

  @Test
  void urlAndTokenFileNeedNoConfiguration(@TempDir Path folder) throws Exception {
    TokenFile.in(folder).write("cw_0123456789abcdef_" + "A".repeat(43));
    String token = "--token-file=" + TokenFile.in(folder).path();
    String config = "--config=" + folder.resolve("missing.yaml");
    StringWriter said = new StringWriter();
    PrintWriter both = new PrintWriter(said, true);
    try (TinyServer server = TinyServer.saying(answer("200 OK", "{\"items\":[],\"next\":null}"))) {
      String url = "--url=http://127.0.0.1:" + server.port() + "/";
      String[] arguments = {"domain", "list", config, url, token};
      int exitCode = Commands.of(arguments).setOut(both).setErr(both).execute(arguments);
      assertThat(exitCode).as(said.toString()).isEqualTo(Program.DONE);
      assertThat(refused("domain", "list", config, url)).contains("missing.yaml: does not exist");
      assertThat(refused("domain", "list", config, token)).contains("missing.yaml: does not exist");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/prefix", "/prefix/", "?a=1", "/#top"})
  void aUrlIsHostAndPortAlone(String rest) {
    String url = "http://127.0.0.1:9090" + rest;
    assertThat(refused("domain", "list", "--url", url, "--token-file", "token"))
        .startsWith("clickward: --url is " + url + ", which goes on after host and port; expected");
  }

  @Test
  void rewritingWithoutAnyDomainSaysHowToAddOne(@TempDir Path folder) throws Exception {
    Path config = Files.writeString(folder.resolve("clickward.yaml"), "data: .\n");
    assertThat(refused("rewrite", "--domain=a.example", "--message=m", "--config=" + config))
        .startsWith("clickward: --domain is a.example, and there is no link domain yet; expected ")
        .contains("clickward domain add a.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "100001", "200000000"})
  void aWaitHasItsBounds(String minutes) {
    assertThat(refused("domain", "show", "a.example", "--wait", "--wait-minutes=" + minutes))
        .startsWith("clickward: --wait-minutes is " + minutes + "; expected 1 to 100000.");
  }

  @Test
  void whatIsRemovedCannotBeWaitedFor() {
    assertThat(refused("domain", "remove", "a.example", "--wait"))
        .contains("Unknown option: '--wait'");
  }

  @Test
  void aTokenIsNotMadeForAFileThatCannotBe(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("missing/token");
    try (TinyServer server = TinyServer.saying(answer("200 OK", "{}"))) {
      assertThat(refused(creating(folder, server, file)))
          .startsWith(
              "clickward: %s cannot be written in %s; expected a folder"
                  .formatted(file, file.getParent()));
      assertThat(server.heads()).isEmpty();
    }
  }

  @Test
  void aTokenWhoseSecretIsLostIsNamedWithTheWayToRevokeIt(@TempDir Path folder) throws Exception {
    Path file = Files.createDirectory(folder.resolve("new")).resolve("token");
    String issued = "{\"secret\":\"cw_x\",\"token\":{\"id\":\"t1\"}}";
    StringWriter said = new StringWriter();
    try (TinyServer server =
        TinyServer.of(
            (socket, _) -> {
              Files.delete(file.getParent());
              socket.getOutputStream().write(answer("200 OK", issued).getBytes(ISO_8859_1));
            })) {
      String[] arguments = creating(folder, server, file);
      int exitCode = Commands.of(arguments).setErr(new PrintWriter(said, true)).execute(arguments);
      assertThat(exitCode).as(said.toString()).isEqualTo(Program.REFUSED);
    }
    assertThat(said.toString())
        .startsWith("clickward: token t1 was made, and its secret is lost: " + file + " cannot be")
        .contains("Revoke it: clickward token revoke t1 --account zoo");
  }

  private static String[] creating(Path folder, TinyServer server, Path file) {
    TokenFile own = TokenFile.in(folder);
    own.write("cw_0123456789abcdef_" + "A".repeat(43));
    return new String[] {
      "token",
      "create",
      "--role=read",
      "--account=zoo",
      "--token-file=" + own.path(),
      "--url=http://127.0.0.1:" + server.port(),
      "--to-file=" + file
    };
  }

  @Test
  void aFileThatCannotBeReadIsNamed(@TempDir Path folder) throws Exception {
    Path config = Files.writeString(folder.resolve("clickward.yaml"), "data: .\n");
    TokenFile.in(folder).write("cw_0123456789abcdef_" + "A".repeat(43));
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0, 1});
    String of = "--config=" + config;

    assertThat(failed("keys", "import", of, binary.toString()))
        .startsWith("clickward: " + binary + " is no text; expected what");
    assertThat(failed("domain", "certificate", "a.example", of, "--chain=" + folder, "--key=k"))
        .startsWith("clickward: " + folder + " is a folder; expected a PEM file");
  }

  private static String failed(String... arguments) {
    StringWriter said = new StringWriter();
    int exitCode = Commands.of(arguments).setErr(new PrintWriter(said, true)).execute(arguments);
    assertThat(exitCode).as(said.toString()).isEqualTo(Program.REFUSED);
    return said.toString();
  }

  @ParameterizedTest
  @CsvSource({"1, 1 link domain", "2, 2 link domains"})
  void aGoodConfigurationIsToldWithItsDomains(int domains, String said, @TempDir Path folder)
      throws Exception {
    StringBuilder text =
        new StringBuilder("data: .\nlisten: {https: \"127.0.0.1:8443\"}\ndomains:\n");
    for (int i = 0; i < domains; i++) {
      text.append("  - host: links-%d.example\n    certificate: internal\n".formatted(i));
    }
    Path config = Files.writeString(folder.resolve("clickward.yaml"), text);
    StringWriter out = new StringWriter();
    PrintWriter both = new PrintWriter(out, true);
    String[] arguments = {"check-config", config.toString()};

    int exitCode = Commands.of(arguments).setOut(both).setErr(both).execute(arguments);

    assertThat(exitCode).as(out.toString()).isEqualTo(Program.DONE);
    assertThat(out.toString()).startsWith(config + " is good: " + said + ", data in ");
  }

  /** What {@code account list} writes, to both streams, when the server gives this answer. */
  private static String said(Path config, String answer) throws Exception {
    StringWriter said = new StringWriter();
    PrintWriter both = new PrintWriter(said, true);
    try (TinyServer server = TinyServer.saying(answer("200 OK", answer))) {
      String[] arguments = {
        "account",
        "list",
        "--config",
        config.toString(),
        "--url",
        "http://127.0.0.1:" + server.port()
      };
      int exitCode = Commands.of(arguments).setOut(both).setErr(both).execute(arguments);
      assertThat(exitCode).as(said.toString()).isEqualTo(Program.DONE);
    }
    return said.toString();
  }

  private static String answer(String status, String body) {
    return "HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(status, body.length(), body);
  }

  @Test
  void waitingGoesOnWhenTheServerHasTooManyChecksForAMoment(@TempDir Path folder) throws Exception {
    String busy = answer("429 Too Many Requests\r\nRetry-After: 1", "{\"findings\":[]}");
    String domain = "{\"host\":\"a.example\",\"state\":\"%1$s\",\"reached\":\"%1$s\"}";
    Queue<String> answers =
        new ConcurrentLinkedQueue<>(
            List.of(
                busy,
                answer("200 OK", domain.formatted("certificate-ready")),
                busy,
                answer("200 OK", domain.formatted("edge-ready"))));
    StringWriter said = new StringWriter();
    PrintWriter both = new PrintWriter(said, true);
    try (TinyServer server =
        TinyServer.of(
            (socket, _) ->
                socket
                    .getOutputStream()
                    .write(Objects.requireNonNull(answers.poll()).getBytes(ISO_8859_1)))) {
      String[] arguments = waiting(folder, server);
      int exitCode = Commands.of(arguments).setOut(both).setErr(both).execute(arguments);
      assertThat(exitCode).as(said.toString()).isEqualTo(Program.DONE);
      assertThat(server.heads()).hasSize(4).allMatch(head -> head.startsWith("POST "));
    }
    assertThat(said.toString()).contains("certificate-ready: ", "a.example is edge-ready");
  }

  private static String[] waiting(Path folder, TinyServer server) throws Exception {
    Path config = Files.writeString(folder.resolve("clickward.yaml"), "data: .\n");
    TokenFile.in(folder).write("cw_0123456789abcdef_" + "A".repeat(43));
    String url = "http://127.0.0.1:" + server.port();
    return new String[] {
      "domain", "verify", "a.example", "--wait", "--config", config.toString(), "--url", url
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "www.example.com",
        "WWW.example.com.",
        ".example.com",
        ".\u0440\u0444",
        "m\u00fcller.example",
        "stra\u00dfe.example",
        "localhost",
        "my_bucket.example.com",
        "192.0.2.1",
        "[2001:db8::1]"
      })
  void aHostToSkipMayBeAnyThatLinksHave(String host) throws Exception {
    new SkippedHost(host).requireHost();
  }
}
