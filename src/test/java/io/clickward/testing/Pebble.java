package io.clickward.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Let's Encrypt's own test CA, with the DNS server that comes with it: every name has the address
 * 127.0.0.1 there, unless the test says otherwise. What it knows is in memory only, so that a
 * restart is a CA that has lost everything.
 */
public final class Pebble implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(20);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
  private static final int STOP_SECONDS_MAX = 10;

  private final Path folder;
  private final int directory;
  private final int management;
  private final int dns;
  private final int dnsManagement;
  private final TestCa ca = TestCa.root("API of pebble", Instant.now().minus(Duration.ofHours(1)));
  private final Map<String, String> environment = new TreeMap<>();
  private final Map<String, String> settings = new TreeMap<>();
  private final HttpClient http;
  private @Nullable Process names;
  private @Nullable Process pebble;

  private Pebble(Path folder, List<Integer> ports) {
    this.folder = folder;
    this.directory = ports.get(0);
    this.management = ports.get(1);
    this.dns = ports.get(2);
    this.dnsManagement = ports.get(3);
    this.http = HttpClient.newBuilder().sslContext(RawClient.trusting(ca.certificate())).build();
    environment.put("PEBBLE_VA_NOSLEEP", "1");
    environment.put("PEBBLE_WFE_NONCEREJECT", "0");
    environment.put("PEBBLE_AUTHZREUSE", "0");
  }

  /**
   * A CA that is not started yet.
   *
   * @param folder an empty folder for its files
   * @param httpPort where it looks for http-01, in place of 80
   * @param tlsPort where it looks for tls-alpn-01, in place of 443
   */
  public static Pebble in(Path folder, int httpPort, int tlsPort) throws IOException {
    Lab.require("pebble");
    Lab.require("pebble-challtestsrv");
    Pebble pebble = new Pebble(Files.createDirectories(folder), FreePorts.of(4));
    TestCa.Leaf leaf = pebble.ca.leaf("localhost");
    Files.writeString(folder.resolve("api.pem"), leaf.chainPem());
    Files.writeString(folder.resolve("api-key.pem"), leaf.keyPem());
    Files.writeString(pebble.trust(), TestCa.pem(pebble.ca.certificate()));
    pebble.settings.put("httpPort", Integer.toString(httpPort));
    pebble.settings.put("tlsPort", Integer.toString(tlsPort));
    return pebble;
  }

  /** How long its certificates live; five years otherwise. */
  public Pebble validity(Duration life) {
    settings.put("certificateValidityPeriod", Long.toString(life.toSeconds()));
    return this;
  }

  /** How many of a hundred good nonces it takes for bad ones. */
  public Pebble badNonces(int percent) {
    environment.put("PEBBLE_WFE_NONCEREJECT", Integer.toString(percent));
    return this;
  }

  /** Waits so long before it looks at a challenge. */
  public Pebble slow(Duration time) {
    environment.remove("PEBBLE_VA_NOSLEEP");
    environment.put("PEBBLE_VA_SLEEPTIME", Long.toString(time.toSeconds()));
    return this;
  }

  /** Takes accounts with this external binding only. */
  public Pebble binding(String keyId, String macKey) {
    settings.put("externalAccountBindingRequired", "true");
    settings.put("externalAccountMACKeys", "{\"%s\": \"%s\"}".formatted(keyId, macKey));
    return this;
  }

  /** Never issues for this name or a name below it. */
  public Pebble refusing(String domain) {
    settings.put("domainBlocklist", "[\"%s\"]".formatted(domain));
    return this;
  }

  /** Starts both programs; returns when they answer. */
  public Pebble start() throws IOException, InterruptedException {
    startNames();
    return start("127.0.0.1:" + dns);
  }

  /** The same, asking another DNS server. */
  public Pebble start(String resolver) throws IOException, InterruptedException {
    StringBuilder more = new StringBuilder();
    settings.forEach((key, value) -> more.append(", \"%s\": %s".formatted(key, value)));
    Path config = folder.resolve("pebble.json");
    Files.writeString(
        config,
        """
        {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
          "certificate": "%s", "privateKey": "%s", "ocspResponderURL": ""%s}}
        """
            .formatted(
                directory,
                management,
                folder.resolve("api.pem"),
                folder.resolve("api-key.pem"),
                more));
    pebble =
        run(
            List.of(
                Lab.require("pebble").toString(),
                "-config",
                config.toString(),
                "-dnsserver",
                resolver),
            "pebble.log");
    awaitAnswer(pebble, "pebble.log", directory().toString());
    return this;
  }

  private void startNames() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Lab.require("pebble-challtestsrv").toString());
    command.addAll(List.of("-dns01", "127.0.0.1:" + dns));
    command.addAll(List.of("-management", "127.0.0.1:" + dnsManagement));
    command.addAll(List.of("-http01", "", "-https01", "", "-tlsalpn01", "", "-defaultIPv6", ""));
    names = run(command, "names.log");
    awaitAnswer(names, "names.log", namesManagement().toString());
  }

  private Process run(List<String> command, String log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(log).toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private void awaitAnswer(Process program, String log, String uri)
      throws IOException, InterruptedException {
    Lab.awaitAnswer(program, folder.resolve(log), START_MAX, () -> answers(uri));
  }

  private boolean answers(String uri) throws InterruptedException {
    try {
      http.send(
          HttpRequest.newBuilder(URI.create(uri)).timeout(ANSWER_MAX).build(),
          BodyHandlers.discarding());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Stops the CA; its DNS server goes on. */
  public void stop() throws InterruptedException {
    end(pebble);
    pebble = null;
  }

  /** Starts the CA again: it knows nothing of what was. */
  public void restart() throws IOException, InterruptedException {
    stop();
    start("127.0.0.1:" + dns);
  }

  /** CPU time that it and its DNS server have used. */
  public Duration cpu() {
    return Stream.of(pebble, names)
        .filter(Objects::nonNull)
        .map(process -> process.info().totalCpuDuration().orElseThrow())
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Where clients begin. */
  public URI directory() {
    return URI.create("https://localhost:%d/dir".formatted(directory));
  }

  /** The certificate that vouches for the CA's own server. */
  public Path trust() {
    return folder.resolve("api-ca.pem");
  }

  /** The root of the certificates that it issues, of this run. */
  public X509Certificate root() throws IOException, InterruptedException {
    URI uri = URI.create("https://localhost:%d/roots/0".formatted(management));
    HttpResponse<java.io.InputStream> answer =
        http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
    try (var in = answer.body()) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** Changes what its DNS server answers, such as {@code set-servfail} with {@code {"host": …}}. */
  public void names(String change, String json) throws IOException, InterruptedException {
    HttpResponse<String> answer = ask(change, json);
    if (answer.statusCode() != 200) {
      throw new IOException(change + " was answered " + answer.statusCode());
    }
  }

  /** What it has been asked, such as {@code dns-request-history}. */
  public String history(String kind, String host) throws IOException, InterruptedException {
    return ask(kind, "{\"host\": \"%s\"}".formatted(host)).body();
  }

  private HttpResponse<String> ask(String path, String json)
      throws IOException, InterruptedException {
    URI uri = namesManagement().resolve("/" + path);
    return http.send(
        HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(json)).build(),
        BodyHandlers.ofString());
  }

  /** Where its own DNS server answers, as host and port. */
  public String resolver() {
    return "127.0.0.1:" + dns;
  }

  /** Where the DNS server takes changes. */
  public URI namesManagement() {
    return URI.create("http://127.0.0.1:%d/".formatted(dnsManagement));
  }

  /** What the CA has logged. */
  public String log() throws IOException {
    return Files.readString(folder.resolve("pebble.log"));
  }

  private static void end(@Nullable Process process) throws InterruptedException {
    if (process != null) {
      process.destroy();
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    end(pebble);
    end(names);
    http.shutdownNow();
  }
}
