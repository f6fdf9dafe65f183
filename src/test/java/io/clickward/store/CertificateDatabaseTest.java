package io.clickward.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.cert.CertificateStore.Account;
import io.clickward.cert.CertificateStore.Failing;
import io.clickward.cert.CertificateStore.Held;
import io.clickward.cert.CertificateStore.OpenOrder;
import io.clickward.cert.CertificateStore.Suggestion;
import io.clickward.cert.CertificateStore.Usage;
import io.clickward.cert.HostCertificate;
import io.clickward.cert.UploadStore.Uploaded;
import io.clickward.domain.HostName;
import io.clickward.testing.TestCa;
import io.clickward.testing.XorAtRest;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateDatabaseTest {
  private static final URI CA = URI.create("https://ca.example.test/directory");
  private static final HostName HOST = HostName.parse("links.example.test");
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private final TestCa.Leaf leaf =
      TestCa.root("Root", NOW).intermediate("Middle").leaf(HOST.value());
  private final HostCertificate certificate =
      HostCertificate.of(leaf.keys().getPrivate(), leaf.chain());
  private final Held held = new Held(HOST, CA, NOW, NOW.plusSeconds(60), 0.25, Optional.empty());
  @TempDir private Path folder;
  private CertificateDatabase store;

  @BeforeEach
  void open() {
    store = certificates();
  }

  CertificateDatabase certificates() {
    return CertificateDatabase.in(folder, new XorAtRest());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    open();
  }

  private List<Held> allHeld() {
    List<Held> all = new ArrayList<>();
    store.eachHeld(all::add);
    return all;
  }

  @Test
  void keepsACertificateWithItsKeyAndChain() {
    store.save(held, certificate);
    reopen();
    HostCertificate found = store.find(HOST).orElseThrow();
    assertThat(found.key()).isEqualTo(certificate.key());
    assertThat(found.chain()).isEqualTo(certificate.chain()).hasSize(2);
    assertThat(allHeld()).containsExactly(held);
    assertThat(store.find(HostName.parse("stranger.example.net"))).isEmpty();
  }

  private List<Uploaded> allUploaded() {
    List<Uploaded> all = new ArrayList<>();
    store.uploads().each(all::add);
    return all;
  }

  @Test
  void keepsWhatAnOwnerBroughtBesideWhatACaGaveUntilItIsTakenAway() {
    TestCa.Leaf own = TestCa.root("Sender's CA", NOW).leaf(HOST.value());
    HostCertificate brought = HostCertificate.of(own.keys().getPrivate(), own.chain());
    Uploaded first = new Uploaded(HOST, "acme 1", NOW, NOW.plusSeconds(60));
    Uploaded next = new Uploaded(HOST, "rival 2", NOW.plusMillis(1), NOW.plusSeconds(61));
    store.save(held, certificate);
    store.uploads().save(first, certificate);
    assertThat(allUploaded()).containsExactly(first);
    store.uploads().save(next, brought);
    reopen();

    HostCertificate found = store.uploads().find(HOST).orElseThrow();
    assertThat(found.key()).isEqualTo(brought.key());
    assertThat(found.chain()).isEqualTo(brought.chain());
    assertThat(allUploaded()).containsExactly(next);
    assertThat(store.uploads().find(HostName.parse("stranger.example.net"))).isEmpty();

    store.uploads().remove(HOST);
    assertThat(allUploaded()).isEmpty();
    assertThat(store.uploads().find(HOST)).isEmpty();
    assertThat(store.find(HOST).orElseThrow().key()).isEqualTo(certificate.key());
  }

  @Test
  void keepsAnRsaCertificateBesideAndForgetsItWithTheNextThatHasNone() {
    TestCa.Leaf rsa =
        TestCa.root("Root", NOW)
            .leaf(TestCa.keyPair("RSA", 2048), NOW, NOW.plusSeconds(60), HOST.value());
    HostCertificate beside = HostCertificate.of(rsa.keys().getPrivate(), rsa.chain());
    store.save(held, certificate.beside(beside));
    reopen();
    HostCertificate found = store.find(HOST).orElseThrow().rsa().orElseThrow();
    assertThat(found.key()).isEqualTo(beside.key());
    assertThat(found.chain()).isEqualTo(beside.chain());

    store.save(held, certificate);

    assertThat(store.find(HOST).orElseThrow().rsa()).isEmpty();
  }

  @Test
  void aNewCertificateEndsTheOrderTheFailuresAndWhatTheCaSaidOfTheOldOne() {
    store.save(held, certificate);
    store.suggest(HOST, new Suggestion(NOW, NOW.plusSeconds(1), NOW.plusSeconds(2)));
    store.save(order(Optional.of("value")));
    store.save(new Failing(HOST, 2, NOW, "it did not work"));
    assertThat(allHeld().getFirst().suggestion())
        .contains(new Suggestion(NOW, NOW.plusSeconds(1), NOW.plusSeconds(2)));

    store.save(held, certificate);
    assertThat(store.orders()).isEmpty();
    assertThat(store.failing()).isEmpty();
    assertThat(allHeld()).containsExactly(held);
  }

  private OpenOrder order(Optional<String> value) {
    return new OpenOrder(
        HOST, CA, URI.create("https://ca.example.test/o/1"), certificate.key(), value);
  }

  @Test
  void keepsAnOrderWithWhatItHasPublished() {
    store.save(order(Optional.empty()));
    store.save(order(Optional.of("value")));
    reopen();
    assertThat(store.order(HOST)).contains(order(Optional.of("value")));
    assertThat(store.orders()).containsExactly(HOST);
    store.removeOrder(HOST);
    assertThat(store.order(HOST)).isEmpty();
  }

  @Test
  void keepsAnAccountWithItsKey() {
    KeyPair keys = TestCa.ec();
    store.save(new Account(CA, keys, Optional.empty()));
    store.save(new Account(CA, keys, Optional.of(URI.create("https://ca.example.test/a/1"))));
    reopen();
    Account found = store.account(CA).orElseThrow();
    assertThat(found.keys().getPrivate()).isEqualTo(keys.getPrivate());
    assertThat(found.keys().getPublic()).isEqualTo(keys.getPublic());
    assertThat(found.location()).contains(URI.create("https://ca.example.test/a/1"));
  }

  @Test
  void keepsHowFarBucketsAreUsedUntilTheyAreFull() {
    store.save(new Usage(CA, "orders", NOW.plusSeconds(9)));
    store.save(new Usage(CA, "orders", NOW.plusSeconds(10)));
    store.save(new Usage(CA, "certificates example.test", NOW));
    reopen();
    assertThat(store.usage())
        .containsExactlyInAnyOrder(
            new Usage(CA, "orders", NOW.plusSeconds(10)),
            new Usage(CA, "certificates example.test", NOW));
    store.removeUsage(NOW.plusMillis(1));
    assertThat(store.usage()).containsExactly(new Usage(CA, "orders", NOW.plusSeconds(10)));
  }

  @Test
  void keepsTheLastFailureOfAHost() {
    store.save(new Failing(HOST, 1, NOW, "it did not work"));
    store.save(new Failing(HOST, 2, NOW.plusMillis(1), "it still does not"));
    reopen();
    assertThat(store.failing())
        .containsExactly(new Failing(HOST, 2, NOW.plusMillis(1), "it still does not"));
    store.removeFailing(HOST);
    assertThat(store.failing()).isEmpty();
  }

  @Test
  void forgetsAHostWithAllThatBelongsToIt() {
    store.save(held, certificate);
    store.save(order(Optional.empty()));
    store.save(new Failing(HOST, 1, NOW, "it did not work"));
    store.remove(HOST);
    assertThat(store.find(HOST)).isEmpty();
    assertThat(store.orders()).isEmpty();
    assertThat(store.failing()).isEmpty();
  }
}
