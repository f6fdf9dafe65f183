package io.clickward.api;

import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/** The admin port's listener. */
public final class AdminServer implements AutoCloseable {
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final Javalin server;

  private AdminServer(Javalin server) {
    this.server = server;
  }

  /**
   * Starts listening.
   *
   * @param address where; port 0 is any free port
   * @param metrics what {@code /metrics} shows
   * @param problems why this server should get no traffic; empty when it is ready
   * @throws IOException when the address cannot be had
   */
  public static AdminServer start(
      InetSocketAddress address, Metrics metrics, Supplier<List<String>> problems)
      throws IOException {
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.concurrency.useVirtualThreads = true;
              config.routes.get("/health/live", context -> context.result("live\n"));
              config.routes.get("/health/ready", context -> ready(context, problems.get()));
              config.routes.get(
                  "/metrics",
                  context -> context.contentType(PROMETHEUS_TEXT).result(metrics.text()));
            });
    try {
      server.start(address.getHostString(), address.getPort());
    } catch (RuntimeException e) {
      throw new IOException(
          "Cannot listen on %s:%d for the admin port: %s. Stop what listens there, or change `listen.admin`."
              .formatted(address.getHostString(), address.getPort(), e.getMessage()),
          e);
    }
    return new AdminServer(server);
  }

  private static void ready(Context context, List<String> problems) {
    if (problems.isEmpty()) {
      context.result("ready\n");
    } else {
      context.status(503).result(String.join("\n", problems) + "\n");
    }
  }

  /** The port that was really bound. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
