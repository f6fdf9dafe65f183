package io.clickward.api;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.Header;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The admin port's listener. */
public final class AdminServer implements AutoCloseable {
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final Javalin server;
  private final Api api;

  private final Optional<SslContextFactory.Server> tls;

  private AdminServer(Javalin server, Api api, Optional<SslContextFactory.Server> tls) {
    this.server = server;
    this.api = api;
    this.tls = tls;
  }

  /**
   * Starts listening.
   *
   * @param settings where and how
   * @param metrics what {@code /metrics} shows
   * @param problems why this server should get no traffic; empty when it is ready
   * @param parts what the API is about
   * @throws IOException when the address cannot be had
   */
  public static AdminServer start(
      AdminSettings settings,
      Metrics metrics,
      Supplier<List<String>> problems,
      ApiParts parts,
      InstantSource clock)
      throws IOException {
    Api api = new Api(parts, clock);
    Optional<SslContextFactory.Server> tls = settings.tls().map(Listener::tls);
    ServerSocketChannel channel = Listener.bind(settings.address());
    Javalin server =
        Javalin.create(
            config -> {
              quiet(config);
              Listener.add(config, channel, tls);
              gate(config, new HostGate(settings.hosts()));
              addHealth(config, problems);
              addMetrics(config, metrics, settings.isPublic() ? api::observes : _ -> true);
              api.addTo(config);
            });
    try {
      server.start();
    } catch (RuntimeException e) {
      channel.close();
      throw new IOException("The admin port could not be started: " + e.getMessage(), e);
    }
    return new AdminServer(server, api, tls);
  }

  private static void quiet(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.concurrency.useVirtualThreads = true;
  }

  /** Health says nothing that a stranger could use, and probes name whatever address they have. */
  private static void gate(JavalinConfig config, HostGate gate) {
    config.routes.before(
        http -> {
          String host = Optional.ofNullable(http.header(Header.HOST)).orElse("");
          if (!http.path().startsWith("/health/") && !gate.lets(host)) {
            Api.write(http, misdirected());
            http.skipRemainingHandlers();
          }
        });
  }

  private static Problem misdirected() {
    return Problem.of(
        421,
        "host-not-allowed",
        "Host",
        "it names a host that this port does not answer to",
        "localhost, or a host of admin.hosts",
        "Use another URL, or add the host to admin.hosts in clickward.yaml.");
  }

  private static void addHealth(JavalinConfig config, Supplier<List<String>> problems) {
    get(config, "/health/live", context -> context.result("live\n"));
    get(config, "/health/ready", context -> ready(context, problems.get()));
  }

  private static void get(JavalinConfig config, String path, Handler handler) {
    Api.METHODS_OF_GET.forEach(method -> config.routes.addHttpHandler(method, path, handler));
  }

  /** They say how much the installation does: on loopback to whoever is on the machine. */
  private static void addMetrics(
      JavalinConfig config, Metrics metrics, Predicate<Context> mayObserve) {
    get(
        config,
        "/metrics",
        context -> {
          if (mayObserve.test(context)) {
            context.contentType(PROMETHEUS_TEXT).result(metrics.text());
          }
        });
  }

  private static void ready(Context context, List<String> problems) {
    if (problems.isEmpty()) {
      context.result("ready\n");
    } else {
      context.status(503).result(String.join("\n", problems) + "\n");
    }
  }

  /**
   * Shows another certificate to connections from now on; those that are open go on.
   *
   * @param keys as in {@link AdminSettings}
   * @throws IllegalStateException when it listens without TLS, or cannot use these
   */
  public void show(KeyStore keys) {
    try {
      tls.orElseThrow(() -> new IllegalStateException("the admin port listens without TLS"))
          .reload(factory -> factory.setKeyStore(keys));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the admin port cannot use a certificate", e);
    }
  }

  /** The port that was really bound. */
  public int port() {
    return server.port();
  }

  /** What the API says it serves. */
  List<Route> routes() {
    return api.routes();
  }

  /** What is really served, as a method and a path each. */
  List<String> served() {
    return server.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint.method.name() + " " + handler.endpoint.path)
        .toList();
  }

  @Override
  public void close() {
    server.stop();
  }
}
