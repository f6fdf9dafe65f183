package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.cert.Acme;
import io.clickward.cert.AcmeStatus;
import io.clickward.cert.CertificateStore.Account;
import io.clickward.cert.CertificateStore.Failing;
import io.clickward.cert.Certificates;
import io.clickward.cert.ChallengeAnswers;
import io.clickward.cert.Uploads;
import io.clickward.config.Config;
import io.clickward.config.ConfigReader;
import io.clickward.domain.HostName;
import io.clickward.domain.TrackingDomain;
import io.clickward.store.CertificateDatabase;
import io.clickward.testing.DnsStub;
import io.clickward.testing.Domains;
import io.clickward.testing.TestCa;
import io.clickward.testing.TinyServer;
import io.clickward.testing.XorAtRest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For whom certificates are ordered, by what a preflight finds: port 80 of the host is ours. */
class CaCertificatesTest {
  private static final HostName HOST = HostName.parse("links.example.test");
  private static final String LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory";
  private static final String OURS = "https://acme-v02.api.letsencrypt.org/acme/acct/4711";

  @TempDir private Path folder;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private CertificateDatabase store;
  private Acme acme;
  private String settings = "";

  @BeforeEach
  void begin() {
    store = opened(CertificateDatabase.in(folder, new XorAtRest()));
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  /** Whether the host is one that certificates are ordered for, once it has been looked at. */
  private boolean isOrdered(String... records) throws Exception {
    CaCertificates cas = looking(records);
    cas.provide(HOST);
    return acme.status(HOST).isPresent();
  }

  private CaCertificates looking(String... records) throws Exception {
    Config config = config(opened(zone(records)));
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    acme = opened(Acme.open(Settings.acme(config), store, new ChallengeAnswers(), clock, random));
    Uploads uploads = Uploads.open(store.uploads(), clock);
    Certificates certificates =
        Certificates.open(
            folder, List.of(), Optional.of(acme), Optional.of(uploads), clock, random);
    CaCertificates cas =
        new CaCertificates(Outlook.of(config, clock), certificates, acme, uploads, clock);
    cas.serve(List.of(Domains.of(HOST.value())), true);
    return cas;
  }

  private static DnsStub zone(String... records) throws Exception {
    String[] lines = new String[records.length + 1];
    lines[0] = HOST + ". A 127.0.0.1";
    System.arraycopy(records, 0, lines, 1, records.length);
    return DnsStub.zone(lines);
  }

  private Config config(DnsStub dns) throws Exception {
    int port =
        opened(TinyServer.saying("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")).port();
    Path file = folder.resolve("clickward.yaml");
    Files.writeString(
        file,
        """
        listen: {http: ["127.0.0.1:%d"], https: []}
        outside:
          addresses: [127.0.0.1]
          resolvers: ["127.0.0.1:%d"]
          nameServerPort: %2$d
          dnssec: false
          allow: [127.0.0.0/8]
        %s
        """
            .formatted(port, dns.address().getPort(), settings));
    return ConfigReader.read(file, Map.of());
  }

  @Test
  void forgetsNoCertificateThatWasBroughtWhileSomeOwnersCannotBeRead() throws Exception {
    TrackingDomain domain = Domains.of(HOST.value());
    TestCa.Leaf leaf = TestCa.root("Root", Instant.now()).leaf(HOST.value());
    Uploads uploads = Uploads.open(store.uploads(), InstantSource.system());
    String owner = domain.account() + " " + domain.generation();
    assertThat(uploads.take(HOST, owner, leaf.chainPem(), leaf.keyPem())).isEmpty();
    CaCertificates cas = looking();
    cas.serve(List.of(), false);
    assertThat(Uploads.open(store.uploads(), InstantSource.system()).find(HOST.value()))
        .isNotNull();
    cas.serve(List.of(), true);
    assertThat(Uploads.open(store.uploads(), InstantSource.system()).find(HOST.value())).isNull();
  }

  private static String caa(String value) {
    return HOST + ". CAA 0 issue \"" + value + "\"";
  }

  @Test
  void isOrderedForWhereNothingObjectsAndNotWhereCaaForbids() throws Exception {
    assertThat(isOrdered()).isTrue();
    assertThat(isOrdered(caa("other.example"))).isFalse();
  }

  @Test
  void aCaaRecordThatNamesOurAccountAllows() throws Exception {
    assertThat(isOrdered(caa("letsencrypt.org; accounturi=" + OURS))).isFalse();
    store.save(new Account(URI.create(LETS_ENCRYPT), TestCa.ec(), Optional.of(URI.create(OURS))));
    assertThat(isOrdered(caa("letsencrypt.org; accounturi=" + OURS))).isTrue();
    assertThat(isOrdered(caa("letsencrypt.org; accounturi=" + OURS + "2"))).isFalse();
  }

  @Test
  void aCaaRecordForOneCaDoesNotHoldBackAnother() throws Exception {
    settings =
        """
        acme:
          authorities:
            - {name: letsencrypt, directory: "%s"}
            - {name: zerossl, directory: "https://acme.zerossl.com/v2/DV90"}
        """
            .formatted(LETS_ENCRYPT);
    assertThat(isOrdered(caa("sectigo.com"))).isTrue();
  }

  @Test
  void nothingIsOrderedByAMethodThatTheConfigurationLeavesOut() throws Exception {
    settings =
        """
        acme:
          challenges: [dns-01]
          dns: {zone: acme.example.net, program: /bin/true}
        """;
    CaCertificates cas = looking();
    cas.provide(HOST);
    assertThat(acme.status(HOST)).isEmpty();
    assertThat(cas.of(HOST).evidence().findings())
        .filteredOn(finding -> finding.code().equals("certificate.method"))
        .singleElement()
        .asString()
        .contains("acme.challenges", "dns-01: _acme-challenge does not lead", "http-01");
  }

  @Test
  void anOperatorHasAPausedHostTriedAgain() throws Exception {
    store.save(
        new Failing(HOST, 1, Instant.now().plusSeconds(604_800), "the CA has paused this host"));
    CaCertificates cas = looking();
    cas.provide(HOST);
    assertThat(acme.status(HOST).orElseThrow().problem()).isPresent();

    cas.retry(HOST);

    AcmeStatus status = acme.status(HOST).orElseThrow();
    assertThat(status.problem()).isEmpty();
    assertThat(status.next().orElseThrow()).isBeforeOrEqualTo(Instant.now());
    assertThat(store.failing()).isEmpty();
  }
}
