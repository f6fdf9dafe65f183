package io.clickward.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.domain.HostName;
import io.clickward.domain.IpDetail;
import io.clickward.domain.Keeps;
import io.clickward.domain.LinkPaths;
import io.clickward.domain.Provider;
import io.clickward.domain.TrackingDomain;
import io.clickward.domain.TrackingMode;
import io.clickward.domain.UserAgentDetail;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Each section twice: with its defaults, and with every key set to something else. */
class ConfigReaderTest {
  private static final int KIB = 1024;

  @TempDir private Path folder;

  @Test
  void theExampleIsReadToTheLastKey() throws ConfigException {
    Path file = Path.of("docs/examples/clickward.yaml");
    TrackingDomain domain =
        new TrackingDomain(
            HostName.parse("links.example.test"),
            "default",
            1,
            Provider.CLICKWARD,
            LinkPaths.DEFAULT,
            true,
            TrackingMode.PSEUDONYMOUS,
            TrackingMode.PSEUDONYMOUS,
            new Keeps(IpDetail.TRUNCATED, UserAgentDetail.CLASS),
            43);
    assertThat(ConfigReader.read(file, Map.of()))
        .isEqualTo(
            new Config(
                new Listen(
                    addresses("127.0.0.1:8080"),
                    addresses("127.0.0.1:8443"),
                    ListenAddress.parse("127.0.0.1:9090"),
                    8080,
                    8443,
                    HostName.parse("links.example.test")),
                NO_ADMIN,
                NO_PROXIES,
                file.toAbsolutePath().resolveSibling("data"),
                DEFAULT_JOURNAL,
                DEFAULT_LIMITS,
                DEFAULT_ACME,
                DEFAULT_OUTSIDE,
                new LogSettings(false, Level.INFO),
                "default",
                List.of(new DomainSettings(domain, new CertificateSource.Internal(false)))));
  }

  @Test
  void whatIsNotSaidHasItsDefault() throws Exception {
    assertThat(read("account: default"))
        .isEqualTo(
            new Config(
                new Listen(
                    List.of(), List.of(), ListenAddress.parse("127.0.0.1:9090"), 0, 443, null),
                NO_ADMIN,
                NO_PROXIES,
                folder.resolve("data"),
                DEFAULT_JOURNAL,
                DEFAULT_LIMITS,
                DEFAULT_ACME,
                DEFAULT_OUTSIDE,
                new LogSettings(false, Level.INFO),
                "default",
                List.of()));
  }

  @Test
  void anEmptySectionHasAllItsDefaults() throws Exception {
    assertThat(read("listen:\nadmin:\nproxies:\njournal:\nlimits: {}\ndomains:\n"))
        .isEqualTo(read("account: default"));
  }

  @Test
  void theAdminPortListensElsewhereWithACertificate() throws Exception {
    Config config =
        read(
            """
            listen: {admin: "192.0.2.1:9090"}
            admin: {hosts: admin.example.com, chain: admin.pem, key: admin-key.pem}
            """);
    assertThat(config.admin())
        .isEqualTo(
            new Admin(
                List.of(HostName.parse("admin.example.com")),
                new CertificateSource.Files(
                    folder.resolve("admin.pem"),
                    folder.resolve("admin-key.pem"),
                    null,
                    CertificateSource.Files.Fallback.NONE)));
  }

  @Test
  void theTopLevelTakesWhatIsSaid() throws Exception {
    Config config = read("account: acme\ndata: ../elsewhere/./data");
    assertThat(config.account()).isEqualTo("acme");
    assertThat(config.data()).isEqualTo(folder.resolveSibling("elsewhere").resolve("data"));
    assertThat(read("data: /var/lib/clickward").data()).isEqualTo(Path.of("/var/lib/clickward"));
  }

  @Test
  void theListenersTakeWhatIsSaid() throws Exception {
    Config config =
        read(
            """
            listen:
              http: [0.0.0.0:80, "[::]:80"]
              https:
                - localhost:443
              admin: "[::1]:0"
              publicHttpPort: 8000
              publicHttpsPort: 8444
              defaultHost: Links.Example.Test
            domains:
              - host: links.example.test
            """);
    assertThat(config.listen())
        .isEqualTo(
            new Listen(
                addresses("0.0.0.0:80", "[::]:80"),
                addresses("127.0.0.1:443"),
                ListenAddress.parse("[::1]:0"),
                8000,
                8444,
                HostName.parse("links.example.test")));
  }

  @Test
  void thePublicPortIsThatOfTheFirstAddress() throws Exception {
    Listen listen =
        read("listen: {http: [127.0.0.1:8080, 127.0.0.1:8081], https: 127.0.0.1:0}").listen();
    assertThat(listen.publicHttpPort()).isEqualTo(8080);
    assertThat(listen.publicHttpsPort()).as("known once it is bound").isZero();
  }

  @Test
  void theProxiesTakeWhatIsSaid() throws Exception {
    Config config =
        read(
            """
            proxies:
              protocol: [192.0.2.10, 10.1.0.0/16, "2001:db8::/32"]
              forwarded: 192.0.2.20
            """);
    assertThat(config.proxies())
        .isEqualTo(
            new Proxies(
                ranges("192.0.2.10/32", "10.1.0.0/16", "2001:db8::/32"), ranges("192.0.2.20/32")));
  }

  @Test
  void theJournalTakesWhatIsSaid() throws Exception {
    Config config =
        read(
            """
            journal:
              durability: async
              waitMax: 1s
              queueBytesMax: 1GiB
              groupWindow: 0ms
              retention: 3650d
              messageRetention: 30d
            """);
    assertThat(config.journal())
        .isEqualTo(
            new JournalSettings(
                Durability.ASYNC,
                Duration.ofSeconds(1),
                KIB * KIB * KIB,
                Duration.ZERO,
                Duration.ofDays(3650),
                Duration.ofDays(30)));
  }

  @Test
  void theLimitsTakeWhatIsSaid() throws Exception {
    Config config =
        read(
            """
            limits:
              headerBytesMax: 32KiB
              urlBytesMax: 6144B
              pipelinedMax: 8
              streamsMax: 250
              resetsMax: 20
              continuationsMax: 4
              controlFramesMax: 100
              idleFramesMax: 2000
              connectionsMax: 1000
              connectionsPerClientMax: 10
              idleTimeout: 1h
              headerTimeout: 250ms
              handshakeTimeout: 1m
              stopTimeout: 0s
            """);
    assertThat(config.limits())
        .isEqualTo(
            new Limits(
                32 * KIB,
                6 * KIB,
                8,
                250,
                20,
                4,
                100,
                2000,
                1000,
                10,
                Duration.ofHours(1),
                Duration.ofMillis(250),
                Duration.ofMinutes(1),
                Duration.ZERO));
  }

  @Test
  void aDomainOfWhichOnlyTheHostIsSaidHasDefaults() throws Exception {
    Config config =
        read(
            """
            listen: {https: 127.0.0.1:8443}
            account: acme
            domains:
              - host: links.example.test
            """);
    TrackingDomain expected =
        new TrackingDomain(
            HostName.parse("links.example.test"),
            "acme",
            1,
            Provider.CLICKWARD,
            LinkPaths.DEFAULT,
            true,
            TrackingMode.PSEUDONYMOUS,
            TrackingMode.PSEUDONYMOUS,
            Keeps.EVERYTHING,
            43);
    assertThat(config.domains())
        .containsExactly(new DomainSettings(expected, new CertificateSource.Internal(false)));
  }

  @Test
  void aDomainTakesWhatIsSaid() throws Exception {
    Config config =
        read(
            """
            listen: {http: 127.0.0.1:8080}
            domains:
              - host: BÜCHER.example.test.
                provider: clickward
                certificate: {chain: tls/chain.pem, key: /etc/key.pem}
                https: false
                account: other
                generation: 7
                clickPath: /go/
                openPath: /img/
                clicks: none
                opens: identified
                ip: none
                userAgent: class
                pixelBytes: 4096
            """);
    TrackingDomain expected =
        new TrackingDomain(
            HostName.parse("xn--bcher-kva.example.test"),
            "other",
            7,
            Provider.CLICKWARD,
            new LinkPaths("/go/", "/img/"),
            false,
            TrackingMode.NONE,
            TrackingMode.IDENTIFIED,
            new Keeps(IpDetail.NONE, UserAgentDetail.CLASS),
            4096);
    CertificateSource files =
        new CertificateSource.Files(
            folder.resolve("tls/chain.pem"),
            Path.of("/etc/key.pem"),
            null,
            CertificateSource.Files.Fallback.NONE);
    assertThat(config.domains()).containsExactly(new DomainSettings(expected, files));
  }

  @Test
  void aCertificateMayHaveAnRsaOneBeside() throws Exception {
    Config config =
        read(
            """
            listen: {https: 127.0.0.1:8443}
            domains:
              - host: links.example.test
                certificate: internal-with-rsa
              - host: go.example.org
                certificate:
                  chain: ec.pem
                  key: ec-key.pem
                  rsa: {chain: rsa.pem, key: rsa-key.pem}
            """);
    assertThat(config.domains())
        .extracting(DomainSettings::certificate)
        .containsExactly(
            new CertificateSource.Internal(true),
            new CertificateSource.Files(
                folder.resolve("ec.pem"),
                folder.resolve("ec-key.pem"),
                new CertificateSource.Pair(
                    folder.resolve("rsa.pem"), folder.resolve("rsa-key.pem")),
                CertificateSource.Files.Fallback.NONE));
  }

  @Test
  void aVariableSaysHowMuchIsLogged() throws Exception {
    Path file = Files.writeString(folder.resolve("clickward.yaml"), "log: {level: info}");
    Config config = ConfigReader.read(file, Map.of("CLICKWARD_LOG_LEVEL", "error"));
    assertThat(config.log().level()).isEqualTo(Level.ERROR);
  }

  @Test
  void variablesOverrideTheFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("clickward.yaml"),
            "listen: {http: 127.0.0.1:80, https: 127.0.0.1:443}\njournal: {waitMax: 50ms}\n");
    Config config =
        ConfigReader.read(
            file,
            Map.of(
                "CLICKWARD_LISTEN_HTTP", "127.0.0.1:8080, [::1]:8080",
                "CLICKWARD_LISTEN_PUBLIC_HTTP_PORT", "8000",
                "CLICKWARD_JOURNAL_QUEUE_BYTES_MAX", "1MiB",
                "CLICKWARD_DATA", "there",
                "CLICKWARD_MASTER_KEY_FILE", "/run/secrets/key",
                "HOME", "/root"));
    assertThat(config.listen().http()).isEqualTo(addresses("127.0.0.1:8080", "[::1]:8080"));
    assertThat(config.listen().https()).isEqualTo(addresses("127.0.0.1:443"));
    assertThat(config.listen().publicHttpPort()).isEqualTo(8000);
    assertThat(config.journal().queueBytesMax()).isEqualTo(KIB * KIB);
    assertThat(config.journal().waitMax()).isEqualTo(Duration.ofMillis(50));
    assertThat(config.data()).isEqualTo(folder.resolve("there"));
  }

  @Test
  void variablesThatKubernetesSetsForAServiceArePassedOver() throws Exception {
    Path file = Files.writeString(folder.resolve("clickward.yaml"), "account: acme\n");
    Map<String, String> ofServices =
        Map.of(
            "CLICKWARD_SERVICE_HOST", "10.0.0.1",
            "CLICKWARD_SERVICE_PORT", "80",
            "CLICKWARD_SERVICE_PORT_HTTPS", "443",
            "CLICKWARD_PORT", "tcp://10.0.0.1:80",
            "CLICKWARD_PORT_80_TCP", "tcp://10.0.0.1:80",
            "CLICKWARD_PORT_80_TCP_PROTO", "tcp",
            "CLICKWARD_PORT_80_TCP_PORT", "80",
            "CLICKWARD_PORT_80_TCP_ADDR", "10.0.0.1",
            "CLICKWARD_ADMIN_SERVICE_HOST", "10.0.0.2",
            "CLICKWARD_ADMIN_PORT", "tcp://10.0.0.2:9090");
    assertThat(ConfigReader.read(file, ofServices)).isEqualTo(read("account: acme"));
  }

  @Test
  void thousandsOfDomainsAreRead() throws Exception {
    StringBuilder yaml = new StringBuilder("listen: {https: 127.0.0.1:8443}\ndomains:\n");
    for (int i = 0; i < 10_000; i++) {
      yaml.append("  - host: links-").append(i).append(".example.test\n    account: acme\n");
    }
    assertThat(read(yaml.toString()).domains()).hasSize(10_000);
  }

  @Test
  void quotesAndAByteOrderMarkChangeNothing() throws Exception {
    assertThat(read("\uFEFFaccount: \"acme\"\r\njournal: {'waitMax': '50ms'}\r\n"))
        .isEqualTo(read("account: acme\njournal:\n  waitMax: 50ms\n"));
  }

  @Test
  void casAreReadWithAllThatTheyWant() throws Exception {
    AcmeSettings acme =
        read("""
                acme:
                  contact: [ops@example.com]
                  challenges: dns-01
                  ordersMax: 4
                  rsa: true
                  authorities:
                    - name: company
                      directory: https://ca.example.com/acme
                      keyId: kid-1
                      hmacKey: binding.key
                      profile: shortlived
                      trust: company.pem
                  dns:
                    zone: acme.example.com
                    program: change-dns.sh
                domains:
                  - host: links.example.com
                    certificate: acme
                    https: false
                listen:
                  http: 127.0.0.1:8080
                """)
            .acme();
    assertThat(acme.challenges()).containsExactly(AcmeSettings.Challenge.DNS_01);
    assertThat(acme.rsa()).isTrue();
    assertThat(acme.authorities())
        .containsExactly(
            new AcmeSettings.Authority(
                "company",
                URI.create("https://ca.example.com/acme"),
                Optional.of("kid-1"),
                Optional.of(folder.resolve("binding.key")),
                Optional.of("shortlived"),
                Optional.of(folder.resolve("company.pem"))));
    assertThat(acme.dns().orElseThrow().program()).contains(folder.resolve("change-dns.sh"));
    assertThat(acme.dns().orElseThrow().propagation()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aCaWithHalfABindingAndAZoneThatNobodyChangesAreRefused() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    acme:
                      authorities:
                        - {name: company, directory: "https://ca.example.com/acme", keyId: kid-1}
                      dns: {zone: acme.example.com}
                    """))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("keyId")
        .hasMessageContaining("acme.dns.zone");
  }

  private static final Admin NO_ADMIN = new Admin(List.of(), null);
  private static final Proxies NO_PROXIES = new Proxies(List.of(), List.of());

  private static final JournalSettings DEFAULT_JOURNAL =
      new JournalSettings(
          Durability.SYNC,
          Duration.ofMillis(25),
          64 * KIB * KIB,
          Duration.ofMillis(1),
          Duration.ofDays(400),
          Duration.ofDays(400));

  private static final Outside DEFAULT_OUTSIDE =
      new Outside(Optional.empty(), List.of(), List.of(), 53, true, List.of(), Optional.empty());

  private static final AcmeSettings DEFAULT_ACME =
      new AcmeSettings(
          List.of(),
          List.of(
              AcmeSettings.Challenge.HTTP_01,
              AcmeSettings.Challenge.TLS_ALPN_01,
              AcmeSettings.Challenge.DNS_01),
          8,
          false,
          List.of(
              new AcmeSettings.Authority(
                  "letsencrypt",
                  URI.create("https://acme-v02.api.letsencrypt.org/directory"),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty())),
          Optional.empty());

  private static final Limits DEFAULT_LIMITS =
      new Limits(
          16 * KIB,
          8 * KIB,
          64,
          100,
          200,
          16,
          1000,
          1000,
          20_000,
          512,
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10));

  private static List<AddressRange> ranges(String... texts) {
    return List.of(texts).stream().map(AddressRange::parse).toList();
  }

  private static List<ListenAddress> addresses(String... texts) {
    return List.of(texts).stream().map(ListenAddress::parse).toList();
  }

  private Config read(String yaml) throws IOException, ConfigException {
    return ConfigReader.read(Files.writeString(folder.resolve("clickward.yaml"), yaml), Map.of());
  }
}
