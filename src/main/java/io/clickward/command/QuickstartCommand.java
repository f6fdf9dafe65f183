package io.clickward.command;

import io.clickward.config.Config;
import io.clickward.config.ConfigReader;
import io.clickward.installation.Installation;
import io.clickward.server.Parts;
import io.clickward.server.Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Shows the whole chain on this machine: a mail rewritten, its link clicked over HTTPS, the event
 * read back.
 */
@Command(
    name = "quickstart",
    description =
        "Watch a mail being rewritten, clicked over verified HTTPS and recorded, on this machine.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = Commands.EXIT_CODES,
    exitCodeList = {
      Commands.DONE,
      "1:a step was not as it should be, or could not be taken",
      Commands.WRONG_USAGE,
      Commands.INTERRUPTED
    })
final class QuickstartCommand implements Callable<Integer> {
  static final String HOST = "links.localhost";

  @Option(
      names = "--once",
      description = "Stop after the tour; exit 0 only if every step was as it should be.")
  private boolean once;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** The folder with its keys and tokens, and the server on it. */
  private final Parts parts = new Parts();

  private boolean stopped;

  @Override
  public Integer call() throws Exception {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::stop));
    try {
      return tour(folder(), spec.commandLine().getOut());
    } finally {
      stop();
    }
  }

  private synchronized Path folder() throws IOException {
    Path folder = Files.createTempDirectory("clickward-quickstart-");
    parts.with(() -> deleteAll(folder));
    return folder;
  }

  /** A signal waits for the start: what is half started would write to a folder that is gone. */
  private synchronized void start(Installation installation) throws Exception {
    if (stopped) {
      throw new IOException("the tour was stopped before its server started; nothing is left");
    }
    parts.with(Server.start(installation, Clock.systemUTC(), new SecureRandom()));
  }

  private synchronized void stop() {
    stopped = true;
    parts.close();
  }

  private int tour(Path folder, PrintWriter out) throws Exception {
    // Before the first name is looked up: the tour's client finds the link host on this machine.
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 " + HOST + " localhost\n");
    System.setProperty("jdk.net.hosts.file", hosts.toString());
    Path file = writeConfig(folder);
    Config config = ConfigReader.read(file, Map.of());
    Installation installation = Installation.of(config, Map.of());
    start(installation);
    Quickstart tour = new Quickstart(installation, file, out);
    boolean asItShouldBe = tour.run();
    if (!once) {
      tour.showWhatIsNext();
      out.printf("%nThe server stays up; press Ctrl-C to stop it. Its files are in %s%n", folder);
      out.flush();
      new CountDownLatch(1).await();
    }
    return asItShouldBe ? Program.DONE : Program.REFUSED;
  }

  /** The tour reads its click at once, so the redirect waits for any disk. */
  private static Path writeConfig(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("clickward.yaml"),
        """
        listen:
          http: 127.0.0.1:%d
          https: 127.0.0.1:%d
          admin: 127.0.0.1:%d
        data: ./data
        journal:
          waitMax: 5s
        domains:
          - host: %s
            provider: clickward
            certificate: internal
            https: true
        """
            .formatted(freePort(), freePort(), freePort(), HOST));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    try (var tree = Files.walk(folder)) {
      for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
