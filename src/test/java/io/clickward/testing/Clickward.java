package io.clickward.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An installation in a folder of its own, used as its users use it: by the packaged program, in
 * processes.
 *
 * @param folder holds {@code clickward.yaml}, the data folder, and what tests put there
 */
public record Clickward(Path folder, int http, int https, int admin) {
  private static final Path JAR = Path.of("target/clickward.jar").toAbsolutePath();
  static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final Path OPTIONS = Path.of("dist/java.options").toAbsolutePath();
  private static final Pattern SEALED =
      Pattern.compile("https?://[a-z0-9.-]+(:\\d+)?/[co]/[\\w-]+");

  /** Tests run many commands; the optimising compiler pays off in none of them. */
  private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** An installation that serves these hosts with certificates of its own CA, on free ports. */
  public static Clickward in(Path folder, String... hosts) throws IOException {
    List<Integer> ports = FreePorts.of(3);
    Clickward clickward = new Clickward(folder, ports.get(0), ports.get(1), ports.get(2));
    StringBuilder domains = new StringBuilder();
    Stream.of(hosts).forEach(host -> domains.append("  - host: ").append(host).append('\n'));
    return clickward.configure(domains.toString());
  }

  /** Writes the configuration again, with these items below {@code domains}. */
  public Clickward configure(String domains) throws IOException {
    Files.writeString(
        config(),
        """
        listen:
          http: 127.0.0.1:%d
          https: 127.0.0.1:%d
          admin: 127.0.0.1:%d
        data: ./data
        domains:
        """
                .formatted(http, https, admin)
            + domains);
    return this;
  }

  /** Adds a section to the configuration. */
  public Clickward with(String section) throws IOException {
    Files.writeString(config(), section, StandardOpenOption.APPEND);
    return this;
  }

  /** The configuration file. */
  public Path config() {
    return folder.resolve("clickward.yaml");
  }

  /** A file below the data folder. */
  public Path data(String name) {
    return folder.resolve("data").resolve(name);
  }

  /** The certificate of the installation's CA, which clients trust. */
  public Path authority() {
    return data("tls/ca.pem");
  }

  /** Runs a command with exactly these arguments, and waits for its end. */
  public Finished run(String... arguments) throws IOException, InterruptedException {
    return Finished.of(command(SHORT_LIVED, arguments));
  }

  /** Rewrites a mail and gives it back. */
  public String rewrite(Path mail, String host, String message, String... more)
      throws IOException, InterruptedException {
    return new String(rewriting(mail, host, message, more).bytes(), ISO_8859_1);
  }

  /** The same with what the command says beside the mail. */
  public Finished rewriting(Path mail, String host, String message, String... more)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("rewrite", "--config", config().toString(), "--domain", host));
    arguments.addAll(List.of("--message", message));
    arguments.addAll(List.of(more));
    arguments.add(mail.toString());
    return run(arguments.toArray(String[]::new)).orThrow();
  }

  /** The sealed URLs in a rewritten mail, in their order, quoted-printable undone. */
  public static List<String> sealed(String mail) {
    return SEALED.matcher(mail.replaceAll("=\r?\n", "")).results().map(MatchResult::group).toList();
  }

  /** Everything that was recorded, as the command prints it. */
  public List<JsonNode> events() throws IOException, InterruptedException {
    Finished events = run("events", "--config", config().toString(), "--format", "json").orThrow();
    List<JsonNode> all = new ArrayList<>();
    for (String line : events.out().lines().toList()) {
      all.add(event(line));
    }
    return all;
  }

  /** The User-Agent of every event, by which tests tell clicks apart. */
  public List<String> userAgents() throws IOException, InterruptedException {
    return events().stream().map(event -> event.get("userAgent").asText()).toList();
  }

  /** One line of {@code events}. */
  public static JsonNode event(String line) throws IOException {
    return JSON.readTree(line);
  }

  /** Starts a command that goes on by itself; what it writes goes to the files of that name. */
  public Process start(Path out, Path err, String... arguments) throws IOException {
    return startUnder(List.of(), out, err, arguments);
  }

  /** The same, started by a command that becomes what it is given to start. */
  public Process startUnder(List<String> starter, Path out, Path err, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(starter);
    command.addAll(command(List.of(), arguments));
    return start(out, err, command);
  }

  private static Process start(Path out, Path err, List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
  }

  /** Starts to serve; returns when the server says that it is ready. */
  public Serving serve() throws IOException, InterruptedException {
    return serveUnder(List.of());
  }

  /** The same, started by a command that becomes what it is given to start. */
  public Serving serveUnder(List<String> starter) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "serve", ".log");
    Path log = folder.resolve(out.getFileName() + ".err");
    Process server = startUnder(starter, out, log, "serve", "--config", config().toString());
    return Serving.of(server, admin, log);
  }

  /** As ./clickward starts it, but for leaked buffers: the log says of them. */
  private static List<String> command(List<String> more, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(JAVA.toString(), "@" + OPTIONS));
    command.addAll(more);
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** What a user sees, with this folder and these ports taken out, for comparing. */
  public String anonymous(String text) {
    return text.replace(folder.toString(), "<folder>")
        .replace(":" + http, ":<http>")
        .replace(":" + https, ":<https>")
        .replace(":" + admin, ":<admin>");
  }
}
