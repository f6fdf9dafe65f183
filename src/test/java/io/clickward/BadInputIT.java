package io.clickward;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.command.Program;
import io.clickward.testing.Clickward;
import io.clickward.testing.Finished;
import io.clickward.testing.Golden;
import io.clickward.testing.RawClient;
import io.clickward.testing.Serving;
import io.clickward.testing.TestCa;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users get for bad input: a sentence and an exit code, or their mail as it was. */
class BadInputIT {
  private static final String HOST = "links.example.test";
  private static final Path MAILS = Path.of("src/test/resources/rewrite/mails").toAbsolutePath();
  private static final Path MAIL = MAILS.resolve("40-receipt.eml");

  private static final int LARGE_BYTES = 50_000_000;

  @TempDir private Path folder;
  private Clickward clickward;
  private final StringBuilder page = new StringBuilder();

  @BeforeEach
  void configure() throws Exception {
    clickward = Clickward.in(folder, HOST);
  }

  /** Runs a command that must be refused, and adds what it said to the page. */
  private void say(String title, String... arguments) throws Exception {
    Finished refused = clickward.run(arguments);
    assertThat(refused.exitCode())
        .as(title + refused.err())
        .isIn(Program.REFUSED, Program.WRONG_USAGE);
    assertThat(refused.out()).as(title).isEmpty();
    assertThat(refused.err()).as(title).doesNotContain("\tat ").doesNotContain("Exception");
    page.append("# %s: exit code %d%n".formatted(title, refused.exitCode()));
    clickward.anonymous(refused.err()).lines().filter(BadInputIT::isMessage).forEach(this::line);
    page.append('\n');
  }

  /** Log lines begin with their time. */
  private static boolean isMessage(String line) {
    return !line.matches("\\d{4}-\\d\\d-\\d\\dT.*");
  }

  private void line(String line) {
    page.append(line.replace(MAIL.toString(), "<mail>")).append('\n');
  }

  private void sayRewrite(String title, String host, String message, String... more)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("rewrite", "--config", clickward.config().toString()));
    arguments.addAll(List.of("--domain", host, "--message", message));
    arguments.addAll(List.of(more));
    say(title, arguments.toArray(String[]::new));
  }

  /** The first is read without the library that reads command lines, the second by it. */
  @Test
  void servingIsRefusedInTheSameWordsHoweverItIsAskedFor() throws Exception {
    String config = Files.writeString(folder.resolve("wrong.yaml"), "listen: 7\n").toString();
    Finished plain = clickward.run("serve", "--config", config);
    Finished parsed = clickward.run("serve", "--config=" + config);
    assertThat(plain.exitCode()).isEqualTo(parsed.exitCode()).isEqualTo(Program.WRONG_USAGE);
    assertThat(plain.err()).isEqualTo(parsed.err()).contains("listen");
    assertThat(clickward.run("serve", "--config", "missing.yaml").err())
        .isEqualTo(clickward.run("serve", "--config=missing.yaml").err());
  }

  @Test
  void wrongCommandsAreAnsweredWithASentence() throws Exception {
    String mail = MAIL.toString();
    say("no such command", "rewirte");
    say("no such configuration", "serve", "--config", folder.resolve("none.yaml").toString());
    sayRewrite("no such option", HOST, "m", "--tracing", "none", mail);
    sayRewrite("no such domain", "go.example.org", "m", mail);
    sayRewrite("no host name", "links_.example", "m", mail);
    sayRewrite("no such mail", HOST, "m", folder.resolve("none.eml").toString());
    sayRewrite("a folder", HOST, "m", folder.toString());
    sayRewrite("no such mode", HOST, "m", "--tracking", "everything", mail);
    sayRewrite("no time", HOST, "m", "--sent-at", "yesterday", mail);
    sayRewrite("a time that no link carries", HOST, "m", "--sent-at", "1969-07-20T20:17:40Z", mail);
    sayRewrite("no message id", HOST, "", mail);
    sayRewrite("a long message id", HOST, "m".repeat(129), mail);
    sayRewrite(
        "a long recipient",
        HOST,
        "m",
        "--tracking=identified",
        "--recipient",
        "r".repeat(256),
        mail);
    for (String mode : List.of("pseudonymous", "none")) {
      sayRewrite("a blank recipient", HOST, "m", "--tracking", mode, "--recipient", " ", mail);
    }
    sayRewrite(
        "no folder for the report", HOST, "m", "--report", folder + "/none/report.json", mail);
    Golden.assertMatches("bad-input/commands.txt", page.toString());
  }

  private void sayList(String title, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("domain", "list", "--config"));
    arguments.add(clickward.config().toString());
    arguments.addAll(List.of(more));
    say(title, arguments.toArray(String[]::new));
  }

  @Test
  void saysWhatIsWrongWithAUrlAndATokenFile() throws Exception {
    String secret = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n";
    Path token = Files.writeString(folder.resolve("token"), secret);
    open(token, "rw-------");
    for (String url :
        List.of("localhost:9090", "ftp://localhost", "//localhost", "http://localhost:99999")) {
      sayList("no address of a server", "--url", url);
    }
    sayList("another secret for a token", "--token-file", token.toString());
    Files.write(token, new byte[] {0x30, (byte) 0x82, 0, (byte) 0xFF});
    sayList("a binary file for a token", "--token-file", token.toString());
    sayList("a folder for a token", "--token-file", folder.toString());
    assertThat(page).doesNotContain("BEGIN", "MIIEvQ");
    Golden.assertMatches("bad-input/admin.txt", page.toString());
  }

  @Test
  void allThatIsWrongWithAConfigurationIsSaidAtOnce() throws Exception {
    clickward.configure(
        """
          - host: links_.example
            provider: sendgird
          - host: links.example.test
            certficate: internal
            clicks: all
        journal:
          waitMax: 25
          queueBytesMax: 64 MB
        listne: 80
        """);
    say("a configuration with mistakes", "check-config", clickward.config().toString());
    say("and what the server says of it", "serve", "--config", clickward.config().toString());
    Golden.assertMatches("bad-input/configuration.txt", page.toString());
  }

  @Test
  void unusableCertificatesAreSaidAtOnce() throws Exception {
    Instant then = Instant.parse("2020-01-01T00:00:00Z");
    TestCa ca = TestCa.root("Test CA", Instant.now().minus(Duration.ofDays(1)));
    TestCa.Leaf good = ca.leaf("unfit.example.test");
    write("broken", ca.leaf("broken.example.test").chainPem().replace("M", "!"), good.keyPem());
    TestCa.Leaf old =
        ca.leaf(TestCa.ec(), then, then.plus(Duration.ofDays(90)), "old.example.test");
    write("old", old.chainPem(), old.keyPem());
    write("unfit", good.chainPem(), TestCa.pem(TestCa.ec().getPrivate()));
    StringBuilder domains = new StringBuilder();
    for (String name : List.of("broken", "old", "unfit", "none")) {
      domains.append(
          "  - host: %1$s.example.test%n    certificate: {chain: %1$s.pem, key: %1$s-key.pem}%n"
              .formatted(name));
    }
    clickward.configure(domains.toString());
    say("certificates", "serve", "--config", clickward.config().toString());
    Golden.assertMatches("bad-input/certificates.txt", page.toString());
  }

  private void write(String name, String chain, String key) throws IOException {
    Files.writeString(folder.resolve(name + ".pem"), chain);
    Path keyFile = Files.writeString(folder.resolve(name + "-key.pem"), key);
    open(keyFile, "rw-------");
  }

  private static void open(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void aServerThatCannotStartSaysWhy() throws Exception {
    String config = clickward.config().toString();
    try (ServerSocket _ =
        new ServerSocket(clickward.https(), 1, InetAddress.getLoopbackAddress())) {
      say("an address in use", "serve", "--config", config);
      assertThat(page).contains("127.0.0.1:<https>").containsIgnoringCase("address already in use");
      page.setLength(0); // the rest of that sentence is the operating system's
    }
    try (Serving _ = clickward.serve()) {
      Path second =
          Files.writeString(
              folder.resolve("second.yaml"),
              """
              listen: {https: 127.0.0.1:0, http: 127.0.0.1:0, admin: 127.0.0.1:0}
              data: ./data
              domains: [{host: links.example.test}]
              """);
      say("a second server on the same data", "serve", "--config", second.toString());
    }
    open(clickward.data("tls/ca-key.pem"), "rw-r--r--");
    say("a CA key that others can read", "serve", "--config", config);
    open(clickward.data("tls/ca-key.pem"), "rw-------");
    open(clickward.data("link-keys.json"), "rw-r-----");
    say("link keys that others can read", "serve", "--config", config);
    sayRewrite("the same for a command", HOST, "m", MAIL.toString());
    Golden.assertMatches("bad-input/start.txt", page.toString());
  }

  /** Rewrites a mail that is wrong somehow; whatever comes out, it comes out without complaint. */
  private byte[] rewrite(Path mail) throws Exception {
    clickward.run("keys", "list", "--config", clickward.config().toString()).orThrow();
    Finished done =
        clickward.run(
            "rewrite",
            "--config",
            clickward.config().toString(),
            "--domain",
            HOST,
            "--message",
            "bad",
            mail.toString());
    assertThat(done.err()).isEmpty();
    return done.orThrow().bytes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"50-lying-charset.eml", "81-hundred-deep.eml", "76-broken-structure.eml"})
  void aBrokenMailComesThrough(String name) throws Exception {
    byte[] raw = Files.readAllBytes(MAILS.resolve(name));
    assertIsSameButForLinks(raw, rewrite(MAILS.resolve(name)));
  }

  @Test
  void aMailThatIsLeftAsItIsComesThroughWithTheReason() throws Exception {
    Path signed = MAILS.resolve("75-dkim-signed.eml");
    clickward.run("keys", "list", "--config", clickward.config().toString()).orThrow();
    List<String> arguments =
        List.of("rewrite", "--config", clickward.config().toString(), "--domain", HOST);
    Finished done =
        clickward
            .run(
                Stream.concat(arguments.stream(), Stream.of("--message", "m", signed.toString()))
                    .toArray(String[]::new))
            .orThrow();
    assertThat(done.bytes()).isEqualTo(Files.readAllBytes(signed));
    assertThat(done.err()).hasLineCount(1).contains("left as it is: dkim-signed;");
  }

  @Test
  void aMailWithoutEndBoundaryOrUsableDateComesThrough() throws Exception {
    String mail =
        """
        Date: Mon, 01 Jan 1900 00:00:00 +0000
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary=b

        --b
        Content-Type: text/html; charset=utf-8

        <p><a href="https://www.example.com/cut">cut
        """
            .replace("\n", "\r\n");
    Path file = Files.writeString(folder.resolve("cut.eml"), mail);
    byte[] rewritten = rewrite(file);
    assertIsSameButForLinks(mail.getBytes(ISO_8859_1), rewritten);
    assertThat(new String(rewritten, ISO_8859_1)).contains("https://" + HOST);
  }

  private static void assertIsSameButForLinks(byte[] before, byte[] after) {
    assertThat(plainLines(after)).isEqualTo(plainLines(before));
  }

  /** The lines that rewriting has no reason to touch. */
  private static List<String> plainLines(byte[] mail) {
    return new String(mail, ISO_8859_1)
        .lines()
        .filter(line -> !line.contains("http") && !line.contains("<"))
        .toList();
  }

  @Test
  @Timeout(60)
  void fiftyMegabytesComeThroughInTime() throws Exception {
    byte[] head =
        """
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/html

        <p><a href="https://www.example.com/large">large</a></p>
        --b
        Content-Type: application/octet-stream
        Content-Transfer-Encoding: base64

        """
            .replace("\n", "\r\n")
            .getBytes(ISO_8859_1);
    byte[] attachment =
        ("QUJDREVG".repeat(9) + "\r\n").repeat(LARGE_BYTES / 74).getBytes(ISO_8859_1);
    Path mail = folder.resolve("large.eml");
    try (OutputStream out = Files.newOutputStream(mail)) {
      out.write(head);
      out.write(attachment);
      out.write("--b--\r\n".getBytes(ISO_8859_1));
    }
    byte[] before = Files.readAllBytes(mail);
    byte[] after = rewrite(mail);
    assertThat(new String(after, 0, 1000, ISO_8859_1)).contains("https://" + HOST);
    assertThat(Arrays.equals(tail(before, attachment.length), tail(after, attachment.length)))
        .isTrue();
  }

  private static byte[] tail(byte[] bytes, int length) {
    return Arrays.copyOfRange(bytes, bytes.length - length, bytes.length);
  }

  @Test
  void aBrokenLinkGetsThePageAndNothingElse() throws Exception {
    List<String> links = Clickward.sealed(clickward.rewrite(MAIL, HOST, "bad"));
    String click = URI.create(links.getFirst()).getPath();
    String open = URI.create(links.getLast()).getPath();
    try (Serving serving = clickward.serve()) {
      try (RawClient client = RawClient.plain(clickward.http())) {
        for (String path : broken(click, open)) {
          String response =
              client.send("GET " + path + " HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n").response();
          assertThat(response).as(path).startsWith("HTTP/1.1 404 ");
          assertIsThePage(response, path);
        }
      }
      try (RawClient client = RawClient.plain(clickward.http())) {
        String path = "/c/" + "A".repeat(9000);
        String response =
            client.send("GET " + path + " HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n").response();
        assertThat(response).startsWith("HTTP/1.1 414 ");
        assertIsThePage(response, path);
      }
      assertThat(serving.log()).doesNotContain("\tat ", "Exception", "WARN", "ERROR");
      assertThat(clickward.events()).isEmpty();
    }
  }

  private static void assertIsThePage(String response, String path) {
    assertThat(response)
        .as(path)
        .contains("This link is not valid here")
        .doesNotContainIgnoringCase("\r\nlocation:");
    if (path.length() > 3) {
      assertThat(response).doesNotContain(path.substring(3));
    }
  }

  private static List<String> broken(String click, String open) {
    List<String> paths = new ArrayList<>();
    for (int length = 3; length < click.length(); length++) {
      paths.add(click.substring(0, length));
    }
    for (int i = 3; i < click.length(); i++) {
      char other = click.charAt(i) == 'A' ? 'B' : 'A';
      paths.add(click.substring(0, i) + other + click.substring(i + 1));
    }
    paths.addAll(List.of("/c/", "/o/", "/", "/c", "/c/" + "A".repeat(7000)));
    paths.addAll(List.of(click + "A", click + "AAAA", click + "=", click + "/", "/" + click));
    paths.addAll(List.of("/o/" + click.substring(3), "/c/" + open.substring(3)));
    paths.addAll(List.of("/c/%00", "/c/..%2f..%2fetc", "/c/\u00e9", "/c/https://evil.example/"));
    return paths;
  }
}
