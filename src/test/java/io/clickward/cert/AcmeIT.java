package io.clickward.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.cert.AcmeSettings.Authority;
import io.clickward.cert.AcmeSettings.Binding;
import io.clickward.cert.AcmeSettings.Delegation;
import io.clickward.dns.ZoneUpdate;
import io.clickward.domain.HostName;
import io.clickward.testing.Eventually;
import io.clickward.testing.Finished;
import io.clickward.testing.FreePorts;
import io.clickward.testing.Lab;
import io.clickward.testing.Pebble;
import io.clickward.testing.RawClient;
import io.clickward.testing.TestCa;
import io.clickward.testing.ZoneServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of a real CA, shown by a real edge to clients that trust that CA only. */
class AcmeIT {
  private static final String HOST = "links.example.test";
  private static final String OTHER = "go.example.org";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private AcmeRig rig;
  private Pebble pebble;

  @BeforeEach
  void begin() throws Exception {
    rig = new AcmeRig(folder);
    pebble = Pebble.in(folder.resolve("pebble"), rig.http(), rig.https());
  }

  @AfterEach
  void end() throws Exception {
    rig.close();
    pebble.close();
  }

  @Test
  void provesAHostByAFileOnPort80() throws Exception {
    rig.at(pebble.start()).start();
    rig.issue(AcmeRig.HTTP, HOST);
    rig.handshake(pebble, HOST);
    assertThat(pebble.history("dns-request-history", HOST)).contains(HOST);
    assertThat(rig.answers.size()).isZero();
  }

  @Test
  void provesAHostByACertificateOnPort443() throws Exception {
    rig.at(pebble.start()).start();
    rig.issue(AcmeRig.TLS, HOST);
    rig.handshake(pebble, HOST);
    assertThat(rig.answers.size()).isZero();
  }

  @Test
  void provesAHostByADelegatedRecordBeforeAnyAddressPointsHere() throws Exception {
    HostName host = HostName.parse("links.customer.test");
    String target = ChallengeNames.target(host, "acme.operator.test");
    try (ZoneServer bind =
        ZoneServer.in(folder.resolve("bind"))
            .changing("acme.operator.test")
            .zone("customer.test", "_acme-challenge.links IN CNAME " + target + ".")
            .start()) {
      rig.at(pebble.start("127.0.0.1:" + bind.port())).delegating(update(bind)).start();
      rig.issue(AcmeRig.DNS, host.value());
      rig.handshake(pebble, host.value());
      assertThat(bind.log())
          .contains("adding an RR at '" + target + "' TXT")
          .contains("deleting rrset at '" + target + "' TXT");
    }
  }

  private static Delegation update(ZoneServer bind) {
    return new Delegation.Update(
        "acme.operator.test",
        Duration.ZERO,
        "127.0.0.1",
        bind.port(),
        ZoneServer.KEY,
        "hmac-sha256",
        bind.secret());
  }

  @Test
  void aZoneRefusesAKeyThatIsNotItsOwn() throws Exception {
    try (ZoneServer bind =
        ZoneServer.in(folder.resolve("bind")).changing("acme.operator.test").start()) {
      InetSocketAddress server =
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), bind.port());
      ZoneUpdate stranger =
          ZoneUpdate.of(
              "acme.operator.test", server, ZoneServer.KEY, "hmac-sha256", "c3RyYW5nZXI=");
      assertThatThrownBy(() -> stranger.replaceTxt("x.acme.operator.test", "value"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("acme.operator.test at 127.0.0.1:" + bind.port())
          .hasMessageContaining("x.acme.operator.test");
    }
  }

  @Test
  void provesAHostByAProgramThatChangesAnyOtherDns() throws Exception {
    pebble.start();
    String target = ChallengeNames.target(HostName.parse(HOST), "acme.operator.test");
    pebble.names(
        "set-cname",
        "{\"host\": \"_acme-challenge.%s\", \"target\": \"%s\"}".formatted(HOST, target));
    rig.at(pebble).delegating(hook()).start();
    rig.issue(AcmeRig.DNS, HOST);
    rig.handshake(pebble, HOST);
    assertThat(Files.readString(folder.resolve("hook.log")).lines())
        .containsExactly("publish " + target, "withdraw " + target);
  }

  /** The hook as an operator would write it, here for the test CA's own DNS server. */
  private Delegation hook() throws IOException {
    Path program = folder.resolve("hook.sh");
    Files.writeString(
        program,
        """
        #!/bin/sh
        echo "$1 $2" >> "$(dirname "$0")/hook.log"
        case $1 in
          publish) exec curl -sf -d "{\\"host\\": \\"$2.\\", \\"value\\": \\"$3\\"}" %1$sset-txt ;;
          withdraw) exec curl -sf -d "{\\"host\\": \\"$2.\\"}" %1$sclear-txt ;;
        esac
        """
            .formatted(pebble.namesManagement()));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new Delegation.Hook("acme.operator.test", Duration.ZERO, program);
  }

  @Test
  void givesClientsThatKnowNoEcdsaAnRsaCertificateAlsoAfterARestart() throws Exception {
    rig.withRsa().at(pebble.start()).start();
    rig.issue(AcmeRig.HTTP, HOST);
    awaitRsa();
    assertThat(shown("-tls1_2 -cipher aRSA")).contains("Verification: OK", "key is 2048 bit");
    assertThat(shown("-tls1_3")).contains("Verification: OK", "key is 256 bit");
    rig.stop();
    rig.start();
    assertThat(shown("-tls1_2 -cipher aRSA")).contains("Verification: OK", "key is 2048 bit");
    rig.acme().want(HostName.parse(HOST), AcmeRig.HTTP);
    assertThat(rig.status(HOST).renewal().orElseThrow()).isAfter(Instant.now());
    assertThat(pebble.log().lines().filter(line -> line.contains("Added order"))).hasSize(2);
  }

  @Test
  void anRsaCertificateComesBesideWhatThereIsWhenTheOptionIsSwitchedOn() throws Exception {
    rig.at(pebble.start()).start();
    rig.issue(AcmeRig.HTTP, HOST);
    var first = rig.acme().find(HOST).chain();
    rig.stop();
    rig.withRsa().start();
    rig.acme().want(HostName.parse(HOST), AcmeRig.HTTP);
    rig.acme().retry(HostName.parse(HOST));
    awaitRsa();
    assertThat(rig.acme().find(HOST).chain()).isEqualTo(first);
    assertThat(pebble.log().lines().filter(line -> line.contains("Added order"))).hasSize(2);
  }

  private void awaitRsa() throws Exception {
    Eventually.await("an RSA certificate", PATIENCE, () -> rig.acme().find(HOST).rsa().isPresent());
  }

  /** What a client sees that offers only so much. */
  private String shown(String offer) throws Exception {
    Path root = Files.writeString(folder.resolve("root.pem"), TestCa.pem(pebble.root()));
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Lab.require("openssl").toString(), "s_client", "-connect"));
    command.addAll(List.of("127.0.0.1:" + rig.https(), "-servername", HOST));
    command.addAll(List.of("-CAfile", root.toString()));
    command.addAll(List.of(offer.split(" ")));
    return new String(Finished.of(command).bytes(), StandardCharsets.ISO_8859_1);
  }

  private static HostCertificate challengeOf(String host) throws Exception {
    return ChallengeCertificate.of(
        HostName.parse(host), new byte[32], Instant.now(), new SecureRandom());
  }

  @Test
  void showsTheChallengeCertificateToNobodyButTheCa() throws Exception {
    rig.at(pebble.start()).start();
    rig.issue(AcmeRig.HTTP, HOST);
    rig.answers.putCertificate(HOST, challengeOf(HOST));
    rig.handshake(pebble, HOST);
  }

  @Test
  void refusesAChallengesProtocolForAHostThatNoCaHasReasonToAsk() throws Exception {
    rig.at(pebble.start()).start();
    rig.issue(AcmeRig.HTTP, HOST);
    rig.answers.putCertificate(OTHER, challengeOf(OTHER));
    assertThat(shown("-alpn acme-tls/1")).contains("no peer certificate available");
    assertThat(shown("-alpn h2")).contains("BEGIN CERTIFICATE");
  }

  @Test
  void answersAChallengeOfOursAsOftenAsItIsAskedAndNoOther() throws Exception {
    rig.answers.putFile(HOST, "token", "token.thumbprint");
    for (int i = 0; i < 3; i++) {
      assertThat(get(HOST, "token"))
          .startsWith("HTTP/1.1 200")
          .endsWith("\r\n\r\ntoken.thumbprint");
    }
    assertThat(get(OTHER, "token")).startsWith("HTTP/1.1 421").doesNotContain("thumbprint");
    assertThat(get(HOST, "stranger")).startsWith("HTTP/1.1 421").doesNotContain("thumbprint");
    rig.answers.removeFile(HOST, "token");
    assertThat(get(HOST, "token")).startsWith("HTTP/1.1 421");
  }

  private String get(String host, String token) throws IOException {
    try (RawClient client = RawClient.plain(rig.http())) {
      return client
          .send(
              "GET /.well-known/acme-challenge/%s HTTP/1.1\r\nHost: %s\r\n\r\n"
                  .formatted(token, host))
          .response();
    }
  }

  @Test
  void bindsTheAccountThatTheCaKnowsAlready() throws Exception {
    pebble.binding("kid-1", "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W");
    Path key = folder.resolve("eab.key");
    Files.writeString(key, "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W\n");
    rig.at(pebble.start(), Optional.of(new Binding("kid-1", key))).start();
    rig.issue(AcmeRig.HTTP, HOST);
    rig.handshake(pebble, HOST);
  }

  @Test
  void saysWhatToSetWhenTheCaWantsABinding() throws Exception {
    pebble.binding("kid-1", "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W");
    rig.at(pebble.start()).start();
    rig.acme().want(HostName.parse(HOST), AcmeRig.HTTP);
    Eventually.await("a problem", PATIENCE, () -> rig.status(HOST).problem().isPresent());
    assertThat(rig.status(HOST).problem()).hasValueSatisfying(p -> assertThat(p).contains("keyId"));
  }

  @Test
  void saysThatTheBindingIsNotTheCas() throws Exception {
    pebble.binding("kid-1", "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W");
    Path key = folder.resolve("eab.key");
    Files.writeString(key, "aWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W\n");
    rig.at(pebble.start(), Optional.of(new Binding("kid-1", key))).start(BackOff.HOST);
    rig.acme().want(HostName.parse(HOST), AcmeRig.HTTP);
    Eventually.await("a problem", PATIENCE, () -> rig.status(HOST).problem().isPresent());
    assertThat(rig.status(HOST).problem().orElseThrow())
        .contains("account", "keyId and hmacKey")
        .doesNotContain("challenge", "zWND", "aWND");
  }

  @Test
  void givesAHundredHostsACertificateThoughAFifthOfTheNoncesIsRefused() throws Exception {
    rig.at(pebble.badNonces(20).start()).start();
    Duration taken = rig.issue(AcmeRig.HTTP, hosts(100));
    report("100 certificates with 20 % bad nonces", taken);
    assertThat(rig.acme().held()).isEqualTo(100);
    assertThat(rig.acme().problems()).isEmpty();
  }

  /** Counted in CPU time, the CA's included: two cores give ten a second when nobody else works. */
  @Test
  void givesAHundredHostsACertificateAtTenASecond() throws Exception {
    rig.at(pebble.start()).start();
    rig.issue(AcmeRig.HTTP, "first.example.test");
    Duration before = AcmeRig.cpu().plus(pebble.cpu());
    Duration taken = rig.issue(AcmeRig.HTTP, hosts(100));
    Duration worked = AcmeRig.cpu().plus(pebble.cpu()).minus(before);
    report("100 certificates", taken);
    report("100 certificates, CPU of both sides", worked);
    assertThat(worked).isLessThan(Duration.ofSeconds(20));
    assertThat(taken).as("waiting, which costs no CPU").isLessThan(Duration.ofSeconds(30));
    for (String host : Set.of("host1.example.test", "host99.example.test")) {
      rig.handshake(pebble, host);
    }
  }

  private static void report(String what, Duration taken) {
    System.out.printf("%s: %d ms%n", what, taken.toMillis());
  }

  private static String[] hosts(int count) {
    return IntStream.range(0, count)
        .mapToObj("host%d.example.test"::formatted)
        .toArray(String[]::new);
  }

  @Test
  void waitsForACaThatIsDown() throws Exception {
    pebble.start();
    rig.at(pebble);
    pebble.stop();
    rig.start();
    rig.acme().want(AcmeRig.wishes(AcmeRig.HTTP, HOST, OTHER));
    Eventually.await("a problem", PATIENCE, () -> rig.status(HOST).problem().isPresent());
    assertThat(rig.status(HOST).failures()).isLessThanOrEqualTo(1);
    pebble.restart();
    rig.awaitAll(HOST, OTHER);
    rig.handshake(pebble, HOST);
    assertThat(rig.acme().problems()).isEmpty();
  }

  @Test
  void makesItsAccountAgainWhenTheCaHasLostIt() throws Exception {
    rig.at(pebble.start()).start();
    rig.issue(AcmeRig.HTTP, HOST);
    pebble.restart();
    rig.issue(AcmeRig.HTTP, OTHER);
    rig.handshake(pebble, OTHER);
  }

  @Test
  void turnsToTheSecondCaWhenTheFirstIsDown() throws Exception {
    URI nobody = URI.create("https://localhost:%d/dir".formatted(FreePorts.of(1).getFirst()));
    rig.at(new Authority("down", nobody, Optional.empty(), Optional.empty(), Optional.empty()))
        .at(pebble.start())
        .start();
    rig.issue(AcmeRig.HTTP, HOST, OTHER);
    rig.handshake(pebble, HOST);
    assertThat(rig.status(HOST).authority()).contains(pebble.directory());
  }

  @Test
  void turnsToTheSecondCaWhenTheFirstDoesNotIssueForTheHost() throws Exception {
    pebble.refusing("example.test").start();
    try (Pebble second = Pebble.in(folder.resolve("second"), rig.http(), rig.https()).start()) {
      rig.at(pebble).at(second).start();
      rig.issue(AcmeRig.HTTP, HOST, OTHER);
      rig.handshake(second, HOST);
      rig.handshake(pebble, OTHER);
    }
  }

  @Test
  void saysWhatTheCaDidNotFindAndTriesNoOther() throws Exception {
    pebble.start();
    pebble.names("set-servfail", "{\"host\": \"%s\"}".formatted(HOST));
    try (Pebble second = Pebble.in(folder.resolve("second"), rig.http(), rig.https()).start()) {
      rig.at(pebble).at(second).start(BackOff.HOST);
      rig.acme().want(HostName.parse(HOST), AcmeRig.HTTP);
      Eventually.await("a problem", PATIENCE, () -> rig.status(HOST).problem().isPresent());
      assertThat(rig.status(HOST).problem())
          .hasValueSatisfying(p -> assertThat(p).contains(HOST).contains("pebble0"));
      assertThat(second.log()).doesNotContain(HOST);
      pebble.names("clear-servfail", "{\"host\": \"%s\"}".formatted(HOST));
      rig.acme().retry(HostName.parse(HOST));
      rig.awaitAll(HOST);
    }
    rig.handshake(pebble, HOST);
  }

  @Test
  void showsWhatItHasAfterARestartWithTheCaDown() throws Exception {
    rig.at(pebble.start()).start();
    rig.issue(AcmeRig.HTTP, HOST);
    var root = pebble.root();
    rig.stop();
    pebble.stop();
    rig.start();
    RawClient.tls(rig.https(), HOST, root).close();
    rig.acme().want(HostName.parse(HOST), AcmeRig.HTTP);
    assertThat(rig.status(HOST).problem()).isEmpty();
    assertThat(rig.status(HOST).renewal().orElseThrow()).isAfter(java.time.Instant.now());
  }
}
