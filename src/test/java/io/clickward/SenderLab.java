package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickward.testing.Bind;
import io.clickward.testing.Clickward;
import io.clickward.testing.Eventually;
import io.clickward.testing.Finished;
import io.clickward.testing.FreePorts;
import io.clickward.testing.Lab;
import io.clickward.testing.Pebble;
import io.clickward.testing.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A sender with the zone {@code customer.test}, an operator with {@code operator.test}, a real name
 * server for both, a real CA, and a Clickward that is used by nothing but its commands.
 */
final class SenderLab implements AutoCloseable {
  static final String ZONE = "customer.test";
  static final String EDGE = "edge.operator.test";
  static final String CHALLENGES = "challenges.test";

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String BINDING =
      "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";
  private static final Pattern PROOF = Pattern.compile("\"(clickward-owner=\\w{40})\"");
  private static final ObjectMapper JSON = new ObjectMapper();

  final Clickward clickward;
  private final Path folder;
  private boolean port80 = true;
  private boolean delegates;
  private boolean binds;
  private Pebble pebble;
  private Bind zones;

  SenderLab(Path folder) throws IOException {
    this.folder = folder;
    this.clickward = Clickward.in(folder, "declared.example");
  }

  /** Clients and CAs find nobody on port 80. */
  SenderLab withoutPort80() {
    port80 = false;
    return this;
  }

  /** The operator has a zone for the answers to dns-01 challenges. */
  SenderLab withChallengeZone() {
    delegates = true;
    return this;
  }

  /** The CA takes its customers only. */
  SenderLab withBinding() {
    binds = true;
    return this;
  }

  /** Starts DNS and CA, with these records of the sender's, and tells Clickward of them. */
  SenderLab start(String records) throws Exception {
    zones =
        new Bind.Zones(Files.createDirectories(folder.resolve("zones")))
            .zone("operator.test", "edge A 127.0.0.1\n")
            .zone(ZONE, records)
            .changing(CHALLENGES)
            .forgetful()
            .start("");
    int http = port80 ? clickward.http() : FreePorts.of(1).getFirst();
    pebble = Pebble.in(folder.resolve("pebble"), http, clickward.https());
    if (binds) {
      pebble.binding("kid-1", BINDING);
    }
    pebble.start("127.0.0.1:" + zones.resolver().getPort());
    Files.writeString(root(), TestCa.pem(pebble.root()));
    configure("listen:\n", "listen:\n  publicHttpPort: " + http + "\n");
    clickward.with(
        """
        acme:
          authorities:
            - {name: lab, directory: "%s", trust: %s%s}
        %s
        outside:
          name: %s
          addresses: 127.0.0.1
          resolvers: 127.0.0.1:%d
          nameServerPort: %d
          dnssec: false
          allow: 127.0.0.0/8
          trust: %s
        """
            .formatted(
                pebble.directory(),
                pebble.trust(),
                binds ? binding() : "",
                delegates ? delegation() : "",
                EDGE,
                zones.resolver().getPort(),
                zones.port(),
                root()));
    return this;
  }

  private String delegation() {
    return "  dns: {zone: %s, propagation: 0s, port: %d, key: %s, secret: %s}"
        .formatted(CHALLENGES, zones.port(), Bind.KEY, zones.secret());
  }

  private String binding() throws IOException {
    Path key = folder.resolve("binding.key");
    Files.writeString(key, BINDING + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return ", keyId: kid-1, hmacKey: " + key;
  }

  /** The files with what nobody else may know, as far as they are used. */
  List<Path> secrets() {
    return Stream.of(
            clickward.data("admin-token"),
            clickward.data("master-key"),
            clickward.data("data-keys-tls"),
            clickward.data("link-keys.json"),
            clickward.data("tls/ca-key.pem"),
            folder.resolve("binding.key"),
            zones.secret())
        .filter(Files::exists)
        .toList();
  }

  /** Changes a passage of clickward.yaml. */
  void configure(String passage, String replacement) throws IOException {
    String text = Files.readString(clickward.config());
    assertThat(text).contains(passage);
    Files.writeString(clickward.config(), text.replace(passage, replacement));
  }

  /** The root of the CA's certificates, which the sender's readers trust. */
  Path root() {
    return folder.resolve("root.pem");
  }

  Pebble pebble() {
    return pebble;
  }

  Bind zones() {
    return zones;
  }

  /** Makes these the records of the sender's zone. */
  void publish(String records) throws Exception {
    zones.change(ZONE, records);
  }

  /** Waits, verifying, until the domain is in one of these states. */
  void await(String host, String... states) throws Exception {
    Eventually.await(
        host + " is " + String.join(" or ", states),
        PATIENCE,
        () -> List.of(states).contains(verified(host)));
  }

  private String verified(String host) throws IOException {
    try {
      return asked("verify", host).path("state").asText();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /** What a command about a domain says, as JSON. */
  JsonNode asked(String command, String host) throws Exception {
    return JSON.readTree(run("domain", command, host, "--json").orThrow().out());
  }

  /** The text of the ownership record, as {@code domain add} prints it. */
  static String proof(String added) {
    Matcher proof = PROOF.matcher(added);
    assertThat(proof.find()).as(added).isTrue();
    return proof.group(1);
  }

  /** The printed records of a type, each as a line of a zone file. */
  static String printed(String shown, String type) {
    return shown
        .lines()
        .filter(line -> line.matches("\\S+\\.\\s+\\d+\\s+IN\\s+" + type + "\\s.*"))
        .reduce("", (all, line) -> all + line + "\n");
  }

  /** The status and redirect of a reader's click over https. */
  Finished clicked(String host, String path) throws IOException, InterruptedException {
    return Finished.of(
        List.of(
            Lab.require("curl").toString(),
            "-s",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code} %{redirect_url}",
            "--cacert",
            root().toString(),
            "--resolve",
            host + ":" + clickward.https() + ":127.0.0.1",
            "https://" + host + ":" + clickward.https() + path));
  }

  Finished run(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", clickward.config().toString()));
    return clickward.run(all.toArray(String[]::new));
  }

  /** What is said of a domain's certificate. */
  JsonNode certificate(String host) throws Exception {
    return asked("show", host).path("certificate");
  }

  /** How often the CA asked for a file by http. */
  long looksOnPort80() throws IOException {
    return pebble.log().lines().filter(line -> line.contains("validate w/ HTTP")).count();
  }

  @Override
  public void close() throws Exception {
    if (pebble != null) {
      pebble.close();
    }
    if (zones != null) {
      zones.close();
    }
  }
}
