package io.clickward.command;

import io.clickward.config.Config;
import io.clickward.installation.Installation;
import io.clickward.server.Server;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  /** How long a stop waits for a start that is still going on. */
  private static final Duration START_MAX = Duration.ofSeconds(10);

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
    CompletableFuture<Server> starting = new CompletableFuture<>();
    // Before the start: clicks are answered while it still goes on.
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(starting)));
    try {
      Installation installation = Installation.of(read);
      starting.complete(Server.start(installation, Clock.systemUTC(), new SecureRandom()));
    } finally {
      starting.cancel(false); // of a start that failed; one that is complete stays so
    }
    new CountDownLatch(1).await();
    return Program.DONE;
  }

  /** SIGTERM and SIGINT run this; the process ends when it has. */
  private static void stop(CompletableFuture<Server> starting) {
    try {
      starting.get(START_MAX.toMillis(), TimeUnit.MILLISECONDS).close();
    } catch (CancellationException e) {
      // It could not start, and has left nothing open.
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      log.warn("The server had not started when it was to stop; it ends as after a crash");
    }
  }
}
