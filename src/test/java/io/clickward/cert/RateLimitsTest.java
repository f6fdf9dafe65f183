package io.clickward.cert;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.cert.RateLimit.Scope;
import io.clickward.cert.RateLimits.Purpose;
import io.clickward.domain.HostName;
import io.clickward.store.CertificateDatabase;
import io.clickward.testing.XorAtRest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateLimitsTest {
  private static final URI CA = URI.create("https://acme-v02.api.letsencrypt.org/directory");
  private static final URI OTHER_CA = URI.create("https://acme.example.test/directory");
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir private Path folder;
  private CertificateDatabase store;
  private RateLimits limits;

  @BeforeEach
  void open() {
    store = CertificateDatabase.in(folder, new XorAtRest());
    limits = new RateLimits(store, NOW);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static HostName host(String name) {
    return HostName.parse(name);
  }

  private void order(int count) {
    for (int i = 0; i < count; i++) {
      limits.ordered(CA, host("h" + i + ".d" + i + ".test"), Purpose.FRESH, NOW);
    }
  }

  @Test
  void aFreshLedgerAllowsEverything() {
    assertThat(limits.earliest(CA, host("links.example.test"), Purpose.FRESH)).isBefore(NOW);
  }

  @Test
  void newHostsLeaveAFifthOfTheOrdersToRenewals() {
    order(239);
    HostName next = host("links.example.test");
    assertThat(limits.earliest(CA, next, Purpose.FRESH)).isBeforeOrEqualTo(NOW);
    order(1);
    assertThat(limits.earliest(CA, next, Purpose.FRESH)).isEqualTo(NOW.plusSeconds(36));
    assertThat(limits.earliest(CA, next, Purpose.RENEWAL)).isBefore(NOW);
    assertThat(limits.earliest(OTHER_CA, next, Purpose.FRESH)).isBefore(NOW);
  }

  @Test
  void countsCertificatesBelowOneRegisteredDomain() {
    for (int i = 0; i < 50; i++) {
      limits.issued(CA, host("h" + i + ".example.test"), Purpose.FRESH, NOW);
    }
    Instant next = limits.earliest(CA, host("new.example.test"), Purpose.FRESH);
    assertThat(Duration.between(NOW, next)).isEqualTo(Duration.ofDays(7).dividedBy(50));
    assertThat(limits.earliest(CA, host("new.example.org"), Purpose.FRESH)).isBefore(NOW);
    assertThat(limits.earliest(CA, host("h1.example.test"), Purpose.RENEWAL)).isBefore(NOW);
  }

  @Test
  void countsCertificatesForTheSameHostButNotReplacements() {
    HostName host = host("links.example.test");
    for (int i = 0; i < 5; i++) {
      limits.issued(CA, host, Purpose.RENEWAL, NOW);
    }
    assertThat(limits.earliest(CA, host, Purpose.RENEWAL)).isAfter(NOW);
    assertThat(limits.earliest(CA, host, Purpose.REPLACEMENT)).isBefore(NOW);
  }

  @Test
  void countsFailedProofs() {
    HostName host = host("links.example.test");
    for (int i = 0; i < 5; i++) {
      limits.unproven(CA, host, NOW);
    }
    assertThat(limits.earliest(CA, host, Purpose.FRESH))
        .isEqualTo(NOW.plus(Duration.ofMinutes(12)));
  }

  @Test
  void remembersAcrossARestartWhatItTookAndWasTold() {
    HostName host = host("links.example.test");
    order(240);
    limits.told(OTHER_CA, Scope.HOST, host, Purpose.FRESH, NOW.plusSeconds(3600));
    RateLimits reopened = new RateLimits(store, NOW);
    assertThat(reopened.earliest(CA, host, Purpose.FRESH)).isEqualTo(NOW.plusSeconds(36));
    assertThat(reopened.earliest(OTHER_CA, host, Purpose.REPLACEMENT))
        .isEqualTo(NOW.plusSeconds(3600));
  }

  @Test
  void whatACaSaysOfManyHostsToANewOneHoldsUpNoRenewal() {
    HostName host = host("links.example.test");
    Instant until = NOW.plusSeconds(3600);
    limits.told(OTHER_CA, Scope.ACCOUNT, host("new.example.test"), Purpose.FRESH, until);
    assertThat(limits.earliest(OTHER_CA, host, Purpose.FRESH)).isEqualTo(until);
    assertThat(limits.earliest(OTHER_CA, host, Purpose.RENEWAL)).isBefore(NOW);

    limits.told(OTHER_CA, Scope.REGISTERED_DOMAIN, host, Purpose.RENEWAL, until);
    RateLimits reopened = new RateLimits(store, NOW);
    assertThat(reopened.earliest(OTHER_CA, host, Purpose.RENEWAL)).isEqualTo(until);
    assertThat(reopened.earliest(OTHER_CA, host("h.example.test"), Purpose.FRESH)).isEqualTo(until);
    assertThat(reopened.earliest(OTHER_CA, host("h.example.org"), Purpose.RENEWAL)).isBefore(NOW);
  }

  @Test
  void aLimitToldOfOneHostHoldsItsRenewalsToo() {
    HostName host = host("links.example.test");
    Instant until = NOW.plusSeconds(3600);
    limits.told(OTHER_CA, Scope.HOST, host, Purpose.FRESH, until);
    assertThat(limits.earliest(OTHER_CA, host, Purpose.RENEWAL)).isEqualTo(until);
  }

  @Test
  void countsTogetherWhatOneRegistryHasGivenOut() {
    assertThat(RegisteredDomain.of(host("links.mail.example.com"))).isEqualTo("example.com");
    assertThat(RegisteredDomain.of(host("links.example.co.uk"))).isEqualTo("example.co.uk");
    assertThat(RegisteredDomain.of(host("example.de"))).isEqualTo("example.de");
  }
}
