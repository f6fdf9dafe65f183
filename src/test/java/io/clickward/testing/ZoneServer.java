package io.clickward.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real DNS server, authoritative for the zones of a test, following CNAMEs from one into another;
 * one zone takes changes of TXT records from whoever has the key.
 */
public final class ZoneServer implements AutoCloseable {
  /** The name of the key that may change the zone. */
  public static final String KEY = "clickward.";

  private static final Duration START_MAX = Duration.ofSeconds(20);
  private static final int STOP_SECONDS_MAX = 10;

  private final Path folder;
  private final int port;
  private final Map<String, String> zones = new LinkedHashMap<>();
  private String changing = "";
  private @Nullable Process named;

  private ZoneServer(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** A server that is not started yet. */
  public static ZoneServer in(Path folder) throws IOException {
    Lab.require("named");
    ZoneServer bind = new ZoneServer(Files.createDirectories(folder), FreePorts.of(1).getFirst());
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    Files.writeString(bind.secret(), Base64.getEncoder().encodeToString(secret) + "\n");
    return bind;
  }

  /** A zone with these records beside SOA and NS, names relative to it. */
  public ZoneServer zone(String name, String... records) throws IOException {
    zones.put(name, "");
    Files.writeString(
        folder.resolve(name + ".zone"),
        """
        $TTL 60
        @ IN SOA ns.%s. hostmaster.%s. 1 3600 600 86400 60
        @ IN NS ns.%s.
        ns IN A 127.0.0.1
        """
                .formatted(name, name, name)
            + String.join("\n", records)
            + "\n");
    return this;
  }

  /** A zone that takes changes, with these records to begin with. */
  public ZoneServer changing(String name, String... records) throws IOException {
    changing = name;
    return zone(name, records);
  }

  /** Starts it; returns when it answers. */
  public ZoneServer start() throws IOException, InterruptedException {
    StringBuilder config = new StringBuilder();
    config.append(
        """
        options {
          directory "%1$s"; pid-file "%1$s/named.pid"; session-keyfile "%1$s/session.key";
          listen-on port %2$d { 127.0.0.1; }; listen-on-v6 { none; };
          recursion yes; allow-recursion { 127.0.0.1; }; dnssec-validation no;
        };
        controls { };
        key "%3$s" { algorithm hmac-sha256; secret "%4$s"; };
        """
            .formatted(folder, port, KEY, Files.readString(secret()).strip()));
    for (String zone : zones.keySet()) {
      String policy =
          zone.equals(changing) ? "update-policy { grant %s zonesub TXT; };".formatted(KEY) : "";
      config.append(
          "zone \"%s\" { type primary; file \"%s.zone\"; %s };\n".formatted(zone, zone, policy));
    }
    Path file = folder.resolve("named.conf");
    Files.writeString(file, config);
    named =
        new ProcessBuilder(
                List.of(Lab.require("named").toString(), "-g", "-n", "1", "-c", file.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("named.log").toFile())
            .start();
    Lab.awaitAnswer(named, folder.resolve("named.log"), START_MAX, this::answers);
    return this;
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The file with the key's secret in base64. */
  public Path secret() {
    return folder.resolve("tsig.secret");
  }

  /** Its port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** What it has logged. */
  public String log() throws IOException {
    return Files.readString(folder.resolve("named.log"));
  }

  @Override
  public void close() throws InterruptedException {
    if (named != null) {
      named.destroy();
      if (!named.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        named.destroyForcibly();
      }
    }
  }
}
