package io.clickward;

import io.clickward.config.Config;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Serves until it is told to stop. */
@Command(
    name = "serve",
    description = "Serve the link domains until stopped.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = Commands.EXIT_CODES,
    exitCodeList = {
      "1:it could not start; standard error says why",
      "2:wrong usage or configuration, or no host has a certificate",
      Commands.INTERRUPTED,
      "143:stopped by SIGTERM"
    })
final class ServeCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;

  /** To be told by options. */
  ServeCommand() {
    this(new ConfigOption());
  }

  ServeCommand(ConfigOption config) {
    this.config = config;
  }

  @Override
  public Integer call() throws Exception {
    Config read = config.read();
    Server server = Server.start(read, Clock.systemUTC(), new SecureRandom());
    untilStopped(server);
    return Main.DONE;
  }

  /** SIGTERM and SIGINT run the shutdown hook; the process ends when it has. */
  private static void untilStopped(Server server) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(server::close));
    new CountDownLatch(1).await();
  }
}
