package io.clickward.cert;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.cert.CertificateStore.Held;
import io.clickward.domain.HostName;
import io.clickward.store.AtRest;
import io.clickward.store.CertificateDatabase;
import io.clickward.testing.TestCa;
import io.clickward.testing.TestClock;
import io.clickward.testing.XorAtRest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredCertificatesTest {
  private static final int HOSTS = 30;
  private static final int LOADED_MAX = 10;

  private final TestClock clock = TestClock.at("2026-11-21T09:00:00Z");
  private final TestCa ca = TestCa.root("Root", clock.instant()).intermediate("Intermediate");

  /** Counts what is read, and reads nothing of hosts whose keys are lost. */
  private final class Keys implements AtRest {
    private final AtRest sound = new XorAtRest();

    @Override
    public byte[] seal(String what, byte[] plain) {
      return sound.seal(what, plain);
    }

    @Override
    public byte[] open(String what, byte[] sealed) {
      reads++;
      if (lost.stream().anyMatch(what::endsWith)) {
        throw new IllegalStateException(what + " cannot be opened");
      }
      return sound.open(what, sealed);
    }
  }

  private final Set<String> lost = new HashSet<>();
  private int reads;
  @TempDir private Path folder;
  private CertificateDatabase store;
  private StoredCertificates<Held> certificates;

  @BeforeEach
  void fill() {
    store = CertificateDatabase.in(folder, new Keys());
    for (int i = 0; i < HOSTS; i++) {
      TestCa.Leaf leaf = ca.leaf(host(i));
      store.save(held(i, leaf), HostCertificate.of(leaf.keys().getPrivate(), leaf.chain()));
    }
    certificates = new StoredCertificates<>(store::find, "Restore it.", LOADED_MAX, clock);
    store.eachHeld(certificates::isThere);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static String host(int i) {
    return "links%d.example".formatted(i);
  }

  private Held held(int i, TestCa.Leaf leaf) {
    return new Held(
        HostName.parse(host(i)),
        URI.create("https://ca.example.net/directory"),
        clock.instant(),
        leaf.certificate().getNotAfter().toInstant(),
        0.5,
        Optional.empty());
  }

  @Test
  void aStartReadsNoCertificateAndAFirstLookUpReadsOne() {
    assertThat(certificates.size()).isEqualTo(HOSTS);
    assertThat(certificates.isAtHand(host(0))).isFalse();
    assertThat(certificates.isAtHand("stranger.example")).isTrue();
    assertThat(reads).isZero();

    assertThat(certificates.find(host(0)).chain()).hasSize(2);
    assertThat(certificates.isAtHand(host(0))).isTrue();
    assertThat(certificates.find(host(0))).isSameAs(certificates.find(host(0)));
    assertThat(certificates.find("stranger.example")).isNull();
    assertThat(reads).isEqualTo(1);
  }

  @Test
  void keepsNoMoreInMemoryThanItsBoundAndTheirCaOnce() {
    IntStream.range(0, HOSTS).forEach(i -> certificates.find(host(i)));
    assertThat(IntStream.range(0, HOSTS).filter(i -> certificates.isAtHand(host(i))).count())
        .isBetween(1L, (long) LOADED_MAX);
    assertThat(certificates.find(host(0)).chain().get(1))
        .isSameAs(certificates.find(host(1)).chain().get(1));
  }

  @Test
  void aLookFromTheControlPlaneTakesNoPlaceInMemory() {
    assertThat(certificates.peek(host(0)).chain()).hasSize(2);
    assertThat(certificates.isAtHand(host(0))).isFalse();
    assertThat(certificates.peek("stranger.example")).isNull();
  }

  @Test
  void oneThatCannotBeReadIsReportedAndNotReadForEveryHandshake() {
    lost.add(host(0));
    assertThat(certificates.find(host(0))).isNull();
    assertThat(certificates.problems()).singleElement().asString().contains(host(0));
    assertThat(certificates.isAtHand(host(0))).isTrue();
    assertThat(certificates.find(host(0))).isNull();
    assertThat(reads).isEqualTo(1);
    assertThat(certificates.find(host(1))).isNotNull();

    lost.clear();
    clock.advance(Duration.ofSeconds(10));
    assertThat(certificates.find(host(0))).isNotNull();
    assertThat(certificates.problems()).isEmpty();
  }
}
