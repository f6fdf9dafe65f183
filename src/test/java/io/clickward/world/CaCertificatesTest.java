package io.clickward.world;

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
import io.clickward.domain.Claim;
import io.clickward.domain.DomainState;
import io.clickward.domain.EdgeKind;
import io.clickward.domain.HostName;
import io.clickward.domain.Placement;
import io.clickward.domain.TrackingDomain;
import io.clickward.installation.Settings;
import io.clickward.onboarding.Onboarding;
import io.clickward.store.CertificateDatabase;
import io.clickward.store.Database;
import io.clickward.testing.DnsStub;
import io.clickward.testing.Domains;
import io.clickward.testing.Eventually;
import io.clickward.testing.TestCa;
import io.clickward.testing.TinyServer;
import io.clickward.testing.World;
import io.clickward.testing.XorAtRest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

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
  private String edge = "addresses: [127.0.0.1]";

  /** What the zone of the host answers. */
  private volatile List<String> records = List.of();

  /** Its name servers do not answer questions for CAA. */
  private volatile boolean caaFails;

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
  private boolean isOrdered(String... more) throws Exception {
    looking(more).provide(HOST);
    return acme.status(HOST).isPresent();
  }

  private CaCertificates looking(String... more) throws Exception {
    say(more);
    Config config = config(opened(DnsStub.of(this::answer)));
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

  private void say(String... more) {
    records = Stream.concat(Stream.of(HOST + ". A 127.0.0.1"), Stream.of(more)).toList();
  }

  private Optional<Message> answer(Message query) {
    return Optional.of(
        caaFails && query.getQuestion().getType() == Type.CAA
            ? DnsStub.reply(query, Rcode.SERVFAIL)
            : DnsStub.answer(query, records.toArray(String[]::new)));
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
          %s
          resolvers: ["127.0.0.1:%d"]
          nameServerPort: %3$d
          dnssec: false
          allow: [127.0.0.0/8, "fe80::/10"]
        %s
        """
            .formatted(port, edge, dns.address().getPort(), settings));
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

  private static final String TWO_CAS =
      """
      acme:
        authorities:
          - {name: letsencrypt, directory: "%s"}
          - {name: zerossl, directory: "https://acme.zerossl.com/v2/DV90"}
      """
          .formatted(LETS_ENCRYPT);

  @Test
  void aCaaRecordForOneCaDoesNotHoldBackAnother() throws Exception {
    settings = TWO_CAS;
    assertThat(isOrdered(caa("sectigo.com"))).isTrue();
  }

  @Test
  void aCaaThatCouldNotBeAskedDoesNotHoldBackACaThatItSaysNothingOf() throws Exception {
    caaFails = true;
    assertThat(isOrdered()).isFalse();
    settings = TWO_CAS;
    assertThat(isOrdered()).isTrue();
  }

  @Test
  void theAddressesOfTheEdgesNameAreOursWhetherThisMachineHasAWayToThemOrNot() throws Exception {
    edge = "name: edge.example.test";
    String[] records = {
      HOST + ". AAAA fe80::1", "edge.example.test. A 127.0.0.1", "edge.example.test. AAAA fe80::1"
    };
    assertThat(isOrdered(records)).isTrue();
    assertThat(isOrdered("edge.example.test. A 127.0.0.7")).isFalse();
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

  /** Its links have to be shown a certificate until the last of them has ended. */
  @Test
  void isOrderedForADomainThatIsRetiring() throws Exception {
    CaCertificates cas = looking();
    Database books = opened(Database.in(folder));
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    books.write(
        book -> {
          book.add(new io.clickward.onboarding.Account("acme", now));
          book.save(
              new Claim(
                  Domains.of(HOST.value()),
                  Placement.at(EdgeKind.CLICKWARD),
                  "proof",
                  false,
                  new DomainState.Retiring(now.plusSeconds(600)),
                  now,
                  now));
          return book;
        });
    InstantSource clock = InstantSource.system();
    Onboarding onboarding =
        new Onboarding(books, new World().checks(), () -> {}, clock, new SecureRandom());
    try (Caretaker caretaker = new Caretaker(books, onboarding, cas, clock)) {
      caretaker.lookAtServing();
      Eventually.await(
          "it is ordered", Duration.ofSeconds(20), () -> acme.status(HOST).isPresent());
    }
  }

  @Test
  void aWantedHostIsHeldWhileAPreflightRulesItOutAndNotWhileItCouldNotAsk() throws Exception {
    CaCertificates cas = looking();
    cas.provide(HOST);
    assertThat(acme.status(HOST).orElseThrow().problem()).isEmpty();

    caaFails = true;
    cas.provide(HOST);
    assertThat(acme.status(HOST).orElseThrow().problem()).as("could not ask").isEmpty();
    caaFails = false;

    say(caa("other.example"));
    cas.provide(HOST);
    assertThat(acme.status(HOST).orElseThrow().problem().orElseThrow())
        .contains(HOST.value(), "no certificate is ordered", "http-01: CAA at", "does not allow");

    say();
    cas.provide(HOST);
    assertThat(acme.status(HOST).orElseThrow().problem()).isEmpty();
    assertThat(acme.status(HOST).orElseThrow().next().orElseThrow())
        .isBeforeOrEqualTo(Instant.now());
  }

  @Test
  void aHostThatIsLookedAtNoMoreIsLeftOnlyWhereItWasRuledOut() throws Exception {
    CaCertificates cas = looking();
    cas.provide(HOST);
    cas.leave(HOST);
    assertThat(acme.status(HOST)).isPresent();

    say(caa("other.example"));
    cas.provide(HOST);
    cas.leave(HOST);
    assertThat(acme.status(HOST)).isEmpty();

    say();
    cas.retry(HOST);
    Eventually.await("a look", Duration.ofSeconds(30), () -> acme.status(HOST).isPresent());
  }

  @Test
  void whoAsksOnceThePortIsOpenNeedNotWaitForTheNextLook() throws Exception {
    CaCertificates cas = looking();
    records = List.of(HOST + ". A 127.0.0.2");
    cas.provide(HOST);
    assertThat(acme.status(HOST)).as("nothing listens there").isEmpty();

    say();
    cas.retry(HOST);
    Eventually.await("a look", Duration.ofSeconds(30), () -> acme.status(HOST).isPresent());
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
