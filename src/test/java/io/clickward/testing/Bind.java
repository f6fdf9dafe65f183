package io.clickward.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real BIND on loopback, two processes: a resolver that validates, and a name server that has all
 * the zones from the root down. Beside them one that refuses and one that is silent. Needs no root.
 */
public final class Bind implements AutoCloseable {
  /** The address of both. BIND listens on addresses of an interface only. */
  private static final String SERVER = "127.0.0.1";

  /** Who has no zone, and refuses; on the name server's port. */
  public static final String EMPTY = "127.0.0.4";

  /** Where nobody answers, on the same port. */
  public static final String SILENT = "127.0.0.5";

  /** The name of the TSIG key that may change the zones which take changes. */
  public static final String KEY = "clickward.";

  private static final String SECRET = "tsig.secret";
  private static final Duration START_MAX = Duration.ofSeconds(20);
  private static final int STOP_MAX_SECONDS = 10;

  private final Path folder;
  private final Process server;
  private final Process resolver;
  private final AutoCloseable empty;
  private final DatagramSocket silent;
  private final int resolverPort;
  private final String anchor;
  private final Manner manner;

  /** How the servers deviate from the usual: zones that take changes, and a short memory. */
  private record Manner(Set<String> changing, String secret, boolean forgetful) {}

  private Bind(Path folder, Map<String, Path> zones, String anchor, Manner manner)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.anchor = anchor;
    this.manner = manner;
    List<Integer> ports = FreePorts.of(2);
    this.resolverPort = ports.getLast();
    this.silent =
        new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(SILENT), ports.getFirst()));
    this.empty = DnsStub.refusing(new InetSocketAddress(InetAddress.ofLiteral(EMPTY), port()));
    this.server = named("server", serving(zones));
    this.resolver = named("resolver", resolving());
  }

  /** The zones of a lab, before it starts. */
  public static final class Zones {
    private final Path folder;
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Set<String> signed = new LinkedHashSet<>();
    private final Set<String> wronglyDelegated = new LinkedHashSet<>();
    private final Set<String> changing = new LinkedHashSet<>();
    private boolean forgetful;

    /** Zones with files in this folder; {@code .} and {@code test} are made by themselves. */
    public Zones(Path folder) {
      this.folder = folder;
    }

    /** A zone below {@code test}, served and delegated; its lines without SOA and NS. */
    public Zones zone(String name, String records) {
      texts.put(name, records);
      return this;
    }

    /** The same, signed, with its DS in the parent. */
    public Zones signed(String name, String records) {
      signed.add(name);
      return zone(name, records);
    }

    /** The same with the DS of another key in the parent. */
    public Zones wronglySigned(String name, String records) {
      wronglyDelegated.add(name);
      return signed(name, records);
    }

    /** An empty zone that takes TXT records from whoever has {@link #KEY}. */
    public Zones changing(String name) {
      changing.add(name);
      return zone(name, "");
    }

    /** The resolver remembers nothing for longer than a second. */
    public Zones forgetful() {
      forgetful = true;
      return this;
    }

    /** Starts the server. */
    public Bind start(String furtherDelegations) throws IOException, InterruptedException {
      StringBuilder test = new StringBuilder(furtherDelegations);
      for (String name : texts.keySet()) {
        write(name, texts.get(name));
        test.append("%s. NS ns1.%s.\nns1.%s. A %s\n".formatted(name, name, name, SERVER));
        if (signed.contains(name)) {
          String ds = sign(name);
          test.append(wronglyDelegated.contains(name) ? otherKey(name) : ds);
        }
      }
      write("test", test.toString());
      write("", "test. NS ns1.test.\nns1.test. A " + SERVER + "\n" + sign("test"));
      return new Bind(folder, served(), sign(""), new Manner(changing, secret(), forgetful));
    }

    private String secret() throws IOException {
      byte[] secret = new byte[32];
      new SecureRandom().nextBytes(secret);
      String base64 = Base64.getEncoder().encodeToString(secret);
      Files.writeString(folder.resolve(SECRET), base64 + "\n");
      return base64;
    }

    private Map<String, Path> served() {
      Map<String, Path> served = new LinkedHashMap<>();
      served.put(".", signedFile(""));
      served.put("test", signedFile("test"));
      for (String name : texts.keySet()) {
        served.put(name, signed.contains(name) ? signedFile(name) : file(name));
      }
      return served;
    }

    private Path file(String zone) {
      return folder.resolve("zone-" + zone);
    }

    private Path signedFile(String zone) {
      return folder.resolve("zone-" + zone + ".signed");
    }

    private void write(String zone, String records) throws IOException {
      String apex = zone + ".";
      String server = "ns1." + (zone.isEmpty() ? "test." : apex);
      String glue = zone.isEmpty() ? "" : server + " A " + SERVER + "\n";
      Files.writeString(
          file(zone),
          "$TTL 300\n%s SOA %s root.%s 1 3600 600 86400 60\n%s NS %s\n%s%s"
              .formatted(apex, server, server, apex, server, glue, records));
    }

    /** Signs a zone; gives its DS record. */
    private String sign(String zone) throws IOException, InterruptedException {
      String origin = zone.isEmpty() ? "." : zone;
      key(origin, folder);
      run(
          "dnssec-signzone",
          "-z",
          "-S",
          "-K",
          folder.toString(),
          "-d",
          folder.toString(),
          "-o",
          origin,
          "-f",
          signedFile(zone).toString(),
          file(zone).toString());
      return Files.readString(folder.resolve("dsset-" + (zone.isEmpty() ? "." : zone + ".")));
    }

    private String otherKey(String zone) throws IOException, InterruptedException {
      Path aside = Files.createDirectories(folder.resolve("other"));
      String name = key(zone, aside);
      return run("dnssec-dsfromkey", "-2", aside.resolve(name + ".key").toString());
    }

    private static String key(String zone, Path into) throws IOException, InterruptedException {
      return run(
              "dnssec-keygen",
              "-q",
              "-a",
              "ECDSAP256SHA256",
              "-f",
              "KSK",
              "-K",
              into.toString(),
              zone)
          .strip();
    }

    private static String run(String tool, String... arguments)
        throws IOException, InterruptedException {
      List<String> command = new ArrayList<>(List.of(Lab.require(tool).toString()));
      command.addAll(List.of(arguments));
      return Finished.of(command).orThrow().out();
    }
  }

  private Process named(String name, String configuration)
      throws IOException, InterruptedException {
    Path own = Files.createDirectories(folder.resolve(name));
    Path config = own.resolve("named.conf");
    Files.writeString(config, configuration);
    // A copy, because AppArmor holds the installed program to the folders of the system's own one.
    Path program = own.resolve("named");
    Files.copy(Lab.require("named"), program);
    program.toFile().setExecutable(true);
    Process process =
        new ProcessBuilder(program.toString(), "-4", "-n", "1", "-g", "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(own.resolve("log").toFile())
            .start();
    // Whatever becomes of the test, its servers do not outlive it.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Path log = own.resolve("log");
    Lab.awaitAnswer(
        process, log, START_MAX, () -> Files.readString(log, UTF_8).contains(" running\n"));
    return process;
  }

  private String serving(Map<String, Path> zones) {
    StringBuilder text = new StringBuilder(options("server", port(), "recursion no;"));
    text.append(
        "key \"%s\" { algorithm hmac-sha256; secret \"%s\"; };\n".formatted(KEY, manner.secret));
    zones.forEach(
        (name, file) ->
            text.append(
                "zone \"%s\" { type primary; file \"%s\"; %s };\n"
                    .formatted(name, file, policy(name))));
    return text.toString();
  }

  private String policy(String zone) {
    return manner.changing.contains(zone)
        ? "update-policy { grant %s zonesub TXT; };".formatted(KEY)
        : "";
  }

  private String resolving() {
    List<String> ds = List.of(anchor.strip().replaceFirst(".*\\sDS\\s+", "").split("\\s+", 4));
    return options(
            "resolver",
            resolverPort,
            "recursion yes; forward only; forwarders { %s port %d; }; %s"
                .formatted(
                    SERVER, port(), manner.forgetful ? "max-cache-ttl 1; max-ncache-ttl 1;" : ""))
        + "trust-anchors { . static-ds %s %s %s \"%s\"; };\n"
            .formatted(ds.get(0), ds.get(1), ds.get(2), ds.get(3).replace(" ", ""));
  }

  private String options(String name, int port, String further) {
    return """
    options {
      directory "%1$s"; managed-keys-directory "%1$s"; pid-file none; session-keyfile none;
      listen-on port %2$d { %3$s; }; listen-on-v6 { none; }; allow-query { any; };
      empty-zones-enable no; notify no; minimal-responses yes; max-cache-size 16M;
      dnssec-validation yes; servfail-ttl 0; resolver-query-timeout 3000;
      %4$s
    };
    controls { };
    """
        .formatted(folder.resolve(name), port, SERVER, further);
  }

  /** Replaces the records of an unsigned zone, and has the server read it; caches stay. */
  public void change(String zone, String records) throws IOException, InterruptedException {
    Path file = folder.resolve("zone-" + zone);
    String head =
        Stream.of(Files.readString(file).split("(?<=\n)")).limit(4).reduce("", String::concat);
    Files.writeString(file, head.replace(" 1 3600", " 2 3600") + records);
    Path log = folder.resolve("server/log");
    int before = Files.readString(log).length();
    Finished.of(List.of("kill", "-HUP", Long.toString(server.pid()))).orThrow();
    Eventually.await(
        "BIND has read " + zone,
        START_MAX,
        () -> Files.readString(log).substring(before).contains(" running\n"));
  }

  /** The file with the secret of {@link #KEY} in base64. */
  public Path secret() {
    return folder.resolve(SECRET);
  }

  /** What the name server has logged. */
  public String log() throws IOException {
    return Files.readString(folder.resolve("server/log"));
  }

  /** The port of all name servers. */
  public int port() {
    return silent.getLocalPort();
  }

  /** The resolver. */
  public InetSocketAddress resolver() {
    return new InetSocketAddress(InetAddress.ofLiteral(SERVER), resolverPort);
  }

  /** The DS of the root's key. */
  public String anchor() {
    return anchor;
  }

  @Override
  public void close() throws Exception {
    for (Process process : List.of(resolver, server)) {
      process.destroy();
      if (!process.waitFor(STOP_MAX_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    empty.close();
    silent.close();
  }
}
