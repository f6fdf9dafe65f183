package io.clickward.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL on loopback with an empty cluster in a folder of its own. It refuses to run as
 * root, so root starts it as the user that its Debian package makes.
 */
public final class Postgres implements AutoCloseable {
  private static final String USER = "clickward";
  private static final String SYSTEM_USER = "postgres";
  private static final Duration START_MAX = Duration.ofSeconds(30);
  private static final int STOP_SECONDS_MAX = 10;

  private final AtomicInteger schemas = new AtomicInteger();
  private final Path folder;
  private final String password;
  private final int port;
  private final Process process;

  private Postgres(Path folder, String password, int port, Process process) {
    this.folder = folder;
    this.password = password;
    this.port = port;
    this.process = process;
  }

  /** Starts one; returns when it answers. */
  public static Postgres start() throws IOException, InterruptedException {
    Path programs = programs();
    Path folder = Files.createTempDirectory("postgres");
    String password = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    give(Files.write(folder.resolve("password"), password.getBytes(UTF_8)));
    give(folder);
    Finished.of(
            unprivileged(
                programs.resolve("initdb").toString(),
                "--pgdata=" + folder.resolve("data"),
                "--username=" + USER,
                "--pwfile=" + folder.resolve("password"),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync"))
        .orThrow();
    int port = FreePorts.of(1).getFirst();
    Postgres postgres = new Postgres(folder, password, port, run(programs, folder, port));
    try {
      Lab.awaitAnswer(postgres.process, folder.resolve("log"), START_MAX, postgres::answers);
      return postgres;
    } catch (IOException | InterruptedException | AssertionError e) {
      postgres.close();
      throw e;
    }
  }

  private static Process run(Path programs, Path folder, int port) throws IOException {
    return new ProcessBuilder(
            unprivileged(
                programs.resolve("postgres").toString(),
                "-D",
                folder.resolve("data").toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off"))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  /** Debian keeps the server's programs of each version apart, and none on the PATH. */
  private static Path programs() throws IOException {
    Path versions = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(versions)) {
      try (Stream<Path> found = Files.list(versions)) {
        List<Path> usable =
            found
                .map(version -> version.resolve("bin"))
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                .sorted()
                .toList();
        if (!usable.isEmpty()) {
          return usable.getLast();
        }
      }
    }
    Lab.missing("PostgreSQL's server in " + versions + "; ./verify installs it");
    throw new AssertionError("the test has ended");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static List<String> unprivileged(String... command) {
    List<String> all = new ArrayList<>();
    if (isRoot()) {
      all.addAll(List.of("setpriv", "--reuid=" + SYSTEM_USER, "--regid=" + SYSTEM_USER));
      all.add("--clear-groups");
    }
    all.addAll(List.of(command));
    return all;
  }

  private static void give(Path path) throws IOException {
    if (isRoot()) {
      UserPrincipal user =
          path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(SYSTEM_USER);
      Files.setOwner(path, user);
    }
  }

  private boolean answers() {
    try {
      connect(url("public")).close();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private String url(String schema) {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s&password=%s&currentSchema=%s"
        .formatted(port, USER, password, schema);
  }

  /** An address of an empty schema that nobody else uses. */
  public String emptySchema() throws SQLException {
    String schema = "t" + schemas.incrementAndGet();
    try (Connection connection = connect(url("public"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + schema);
    }
    return url(schema);
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url);
  }

  /** What it has logged: with the statements that it refused. */
  public String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    // SIGINT is its fast shutdown; SIGTERM would wait for clients.
    Finished.of(List.of("kill", "-INT", Long.toString(process.pid())));
    if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
