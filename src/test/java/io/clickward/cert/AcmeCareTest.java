package io.clickward.cert;

import static io.clickward.cert.AcmeRig.HOST;
import static io.clickward.cert.AcmeRig.OTHER;
import static io.clickward.cert.AcmeRig.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickward.domain.HostName;
import io.clickward.testing.Eventually;
import io.clickward.testing.RawClient;
import io.clickward.testing.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom certificates are ordered for, and what becomes of the care when something breaks here. */
class AcmeCareTest {
  @TempDir private Path folder;
  private AcmeRig rig;
  private FakeCa ca;

  @BeforeEach
  void begin() throws Exception {
    rig = new AcmeRig(folder);
    ca = new FakeCa();
    rig.at(ca.authority("only", Optional.empty()));
  }

  @AfterEach
  void end() throws Exception {
    rig.close();
    ca.close();
  }

  @Test
  void nobodysHandshakeOrRequestMakesAnOrder() throws Exception {
    rig.start();
    TestCa any = TestCa.root("Any", Instant.now());
    for (int i = 0; i < 20; i++) {
      String stranger = "stranger%d.example.net".formatted(i);
      assertThatThrownBy(() -> RawClient.tls(rig.https(), stranger, any.certificate()))
          .isInstanceOf(IOException.class);
      try (RawClient client = RawClient.plain(rig.http())) {
        client
            .send(
                "GET /.well-known/acme-challenge/x HTTP/1.1\r\nHost: %s\r\n\r\n"
                    .formatted(stranger))
            .response();
      }
    }
    rig.issue(AcmeRig.HTTP, HOST);
    assertThat(ca.orders)
        .extracting(order -> order.get("identifiers").get(0).get("value").asText())
        .containsExactly(HOST);
  }

  private static String[] hosts(int count) {
    return IntStream.range(0, count)
        .mapToObj("host%d.example.test"::formatted)
        .toArray(String[]::new);
  }

  @Test
  void soManyOrdersAreUnderWayAtOnceAsAreAllowedAndNoMore() throws Exception {
    ca.slow = Duration.ofMillis(50);
    ca.readying = Duration.ofMillis(500);
    rig.ordersMax(3).start().issue(AcmeRig.HTTP, hosts(9));
    assertThat(ca.openMax.get()).isEqualTo(3);
  }

  @Test
  void anOrderThatTheCaHasNotDecidedOnGoesOnAfterARestart() throws Exception {
    ca.holding = true;
    rig.start().acme().want(HostName.parse(HOST), AcmeRig.HTTP);
    Eventually.await("a challenge begun", PATIENCE, () -> ca.begun.get() > 0);
    rig.stop();
    assertThat(rig.answers.size()).isZero();

    rig.start().acme().want(HostName.parse(HOST), AcmeRig.HTTP);
    Eventually.await("the answer again", PATIENCE, () -> rig.answers.size() == 1);
    ca.holding = false;
    rig.awaitAll(HOST);
    assertThat(ca.orders).hasSize(1);
  }

  @Test
  void theAccountIsMadeOnceForManyHostsAndRestarts() throws Exception {
    ca.slow = Duration.ofMillis(200);
    rig.start().issue(AcmeRig.HTTP, hosts(8));
    rig.stop();
    rig.start().issue(AcmeRig.HTTP, HOST);
    assertThat(ca.accounts).hasSize(1);
  }

  @Test
  void anAccountThatTheCaHasLostIsMadeAgainWithTheSameKey() throws Exception {
    rig.start().issue(AcmeRig.HTTP, HOST);
    rig.stop();
    ca.accountLost = true;
    rig.start().issue(AcmeRig.HTTP, OTHER);
    assertThat(ca.accounts).hasSize(2);
    assertThat(accountKey(1)).isEqualTo(accountKey(0));
  }

  private JsonNode accountKey(int request) throws IOException {
    return FakeCa.part("protected", ca.accounts.get(request)).get("jwk");
  }

  @Test
  void aReleasedHostIsRenewedNoMore() throws Exception {
    Instant now = Instant.now();
    ca.window = Optional.of(FakeCa.span(now.minusSeconds(60), now.minusSeconds(30)));
    ca.life = Duration.ofSeconds(40);
    rig.start();
    rig.issue(AcmeRig.HTTP, HOST, OTHER);
    rig.release(HOST);
    HostCertificate released = rig.acme().find(HOST);
    HostCertificate cared = rig.acme().find(OTHER);
    ca.life = Duration.ofDays(90);
    Eventually.await("a renewal", PATIENCE, () -> rig.acme().find(OTHER) != cared);
    assertThat(rig.acme().find(HOST)).isSameAs(released);
    assertThat(rig.acme().status(HostName.parse(HOST))).isEmpty();
  }

  @Test
  void aHostThatIsHeldIsNotOrderedForUntilItIsWantedAgain() throws Exception {
    HostName host = HostName.parse(HOST);
    ca.onOrder = FakeCa.Says.problem(503, "serverInternal", "try later", "1");
    rig.start();
    rig.refused(HOST);
    int before = ca.orders.size();
    ca.onOrder = Optional.empty();

    rig.acme().hold(host, HOST + " leads elsewhere");
    assertThat(rig.status(HOST).problem()).contains(HOST + " leads elsewhere");
    assertThat(rig.acme().problems()).containsExactly(HOST + " leads elsewhere");
    Eventually.await(
        "a plan for later",
        PATIENCE,
        () -> rig.status(HOST).next().filter(Instant.now().plusSeconds(60)::isBefore).isPresent());
    assertThat(ca.orders).hasSize(before);

    rig.issue(AcmeRig.HTTP, HOST);
    assertThat(rig.acme().problems()).isEmpty();
  }

  @Test
  void whatAHeldHostHasIsShownAndNoProblemBeforeItIsToBeRenewed() throws Exception {
    rig.start();
    rig.issue(AcmeRig.HTTP, HOST);
    rig.acme().hold(HostName.parse(HOST), HOST + " leads elsewhere");
    rig.acme().hold(HostName.parse(OTHER), "nobody wants it");
    assertThat(rig.acme().find(HOST)).isNotNull();
    assertThat(rig.acme().problems()).isEmpty();
    assertThat(rig.acme().status(HostName.parse(OTHER))).isEmpty();
  }

  @Test
  void theCertificateOfADomainThatHasEndedIsForgottenAndDoesNotAlarm() throws Exception {
    HostName host = HostName.parse(HOST);
    HostName other = HostName.parse(OTHER);
    ca.life = Duration.ofSeconds(15);
    rig.start();
    rig.issue(AcmeRig.HTTP, HOST);
    ca.life = Duration.ofDays(90);
    rig.issue(AcmeRig.HTTP, OTHER);

    rig.acme().retain(Set.of(other));

    assertThat(rig.acme().find(HOST)).isNull();
    assertThat(rig.acme().status(host)).isEmpty();
    assertThat(rig.acme().hosts()).containsExactly(OTHER);
    assertThat(rig.acme().end(HOST)).isEmpty();

    rig.acme().retain(Set.of(host, other));
    assertThat(rig.acme().find(HOST)).as("wanted again").isNotNull();
    rig.acme().retain(Set.of(other));

    Eventually.await("the end of it", PATIENCE, () -> rig.store.find(host).isEmpty());
    assertThat(ca.orders).hasSize(2);
    assertThat(rig.acme().problems()).isEmpty();
  }

  @Test
  void whatIsIssuedForADomainThatHasEndedMeanwhileIsShownToNobody() throws Exception {
    HostName host = HostName.parse(HOST);
    ca.slow = Duration.ofSeconds(2);
    rig.start();
    rig.acme().want(host, AcmeRig.HTTP);
    Eventually.await("an order", PATIENCE, () -> ca.orders.size() == 1);

    rig.acme().retain(Set.of());

    Eventually.await("its certificate", PATIENCE, () -> rig.store.find(host).isPresent());
    Eventually.await("nothing to show", PATIENCE, () -> rig.acme().held() == 0);
    assertThat(rig.acme().find(HOST)).isNull();
  }

  @Test
  void whatADomainThatHasEndedNeverGotIsForgottenAtOnce() throws Exception {
    ca.onFinalize = FakeCa.Says.problem(503, "serverInternal", "try later", "3600");
    rig.start();
    rig.refused(HOST);
    assertThat(rig.store.orders()).hasSize(1);

    rig.acme().retain(Set.of());

    Eventually.await("nothing left", PATIENCE, () -> rig.store.orders().isEmpty());
    assertThat(rig.store.failing()).isEmpty();
    assertThat(rig.acme().problems()).isEmpty();
  }

  @Test
  void aCaThatDoesNotSayWhenToRenewIsAskedAgainOnlyHoursLater() throws Exception {
    ca.window = Optional.of(FakeCa.span(in(30), in(31)));
    ca.onRenewal = FakeCa.Says.problem(500, "serverInternal", "the database is down");
    rig.start();
    rig.issue(AcmeRig.HTTP, HOST);
    askLongAgo(HOST);
    rig.stop();

    rig.start().acme().want(AcmeRig.wishes(AcmeRig.HTTP, HOST));

    awaitPlan(HOST);
    assertThat(ca.renewalsAsked.get()).isEqualTo(1);
    assertThat(rig.status(HOST).next().orElseThrow()).isAfter(Instant.now().plusSeconds(5 * 3600));
    assertThat(rig.status(HOST).renewal()).hasValueSatisfying(at -> assertThat(at).isAfter(in(29)));
  }

  @Test
  void aCaThatIsSilentWhenItIsAskedWhenToRenewIsNotAskedForEveryHost() throws Exception {
    String[] hosts = hosts(20);
    ca.window = Optional.of(FakeCa.span(in(30), in(31)));
    rig.start();
    rig.issue(AcmeRig.HTTP, hosts);
    Stream.of(hosts).forEach(this::askLongAgo);
    rig.stop();
    ca.silent = true;

    rig.ordersMax(1).start().acme().want(AcmeRig.wishes(AcmeRig.HTTP, hosts));

    for (String host : hosts) {
      awaitPlan(host);
    }
    // The JDK's client asks a few times when a connection ends without a word.
    assertThat(ca.renewalsAsked.get()).isLessThan(hosts.length / 2);
  }

  @Test
  void aHostOfACaThatIsNoLongerConfiguredHoldsUpNoOther() throws Exception {
    rig.start();
    rig.issue(AcmeRig.HTTP, HOST);
    askLongAgo(HOST);
    rig.close();
    try (FakeCa next = new FakeCa();
        AcmeRig later = new AcmeRig(folder)) {
      rig = later.at(next.authority("next", Optional.empty())).ordersMax(1).start();
      rig.acme().want(AcmeRig.wishes(AcmeRig.HTTP, HOST));
      rig.issue(AcmeRig.HTTP, OTHER);
      awaitPlan(HOST);
      assertThat(next.orders).hasSize(1);
    }
  }

  private static Instant in(int days) {
    return Instant.now().plus(Duration.ofDays(days));
  }

  /** The CA has once said when to renew, and wanted to be asked again an hour ago. */
  private void askLongAgo(String host) {
    rig.store.suggest(
        HostName.parse(host),
        new CertificateStore.Suggestion(in(30), in(31), Instant.now().minusSeconds(3600)));
  }

  private void awaitPlan(String host) throws Exception {
    Eventually.await(
        "a next time that is not now",
        PATIENCE,
        () -> rig.status(host).next().filter(Instant.now().plusSeconds(60)::isBefore).isPresent());
  }

  @Test
  void aBrokenStoreIsAProblemThatShowsAndEnds() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    rig.storing(store -> breaking(store, "order", broken)).start();
    rig.acme().want(AcmeRig.wishes(AcmeRig.HTTP, HOST, OTHER));
    Eventually.await("two problems", PATIENCE, () -> rig.acme().problems().size() == 2);
    assertThat(rig.status(HOST).problem().orElseThrow()).contains(HOST, "See the log");
    assertThat(ca.orders).isEmpty();
    broken.set(false);
    rig.awaitAll(HOST, OTHER);
    assertThat(rig.acme().problems()).isEmpty();
  }

  @Test
  void aCertificateThatCannotBeReadIsOrderedAnewWhenItsOwnerAsks() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    rig.storing(store -> breaking(store, "find", broken)).start();
    rig.issue(AcmeRig.HTTP, HOST);
    rig.stop();
    broken.set(true);
    rig.start();
    rig.acme().want(HostName.parse(HOST), AcmeRig.HTTP);
    assertThat(rig.acme().find(HOST)).isNull();
    assertThat(rig.acme().problems())
        .singleElement()
        .asString()
        .contains("cannot be read", "have a new one issued");

    rig.acme().retry(HostName.parse(HOST));
    Eventually.await("a new one", PATIENCE, () -> rig.acme().find(HOST) != null);
    assertThat(ca.orders).hasSize(2);
    assertThat(rig.acme().problems()).isEmpty();
  }

  /** A store that cannot do one thing while it is broken. */
  private static CertificateStore breaking(
      CertificateStore store, String what, AtomicBoolean broken) {
    return (CertificateStore)
        Proxy.newProxyInstance(
            CertificateStore.class.getClassLoader(),
            new Class<?>[] {CertificateStore.class},
            (_, method, arguments) -> {
              if (broken.get() && method.getName().equals(what)) {
                throw new UncheckedIOException(new IOException("the disk is gone"));
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void aClockThatWasAheadForAWhileStopsNothing() throws Exception {
    AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ofDays(400));
    ca.onOrder = FakeCa.Says.problem(429, "rateLimited", "too many new orders", "3600");
    rig.clock(() -> Instant.now().plus(ahead.get())).start();
    assertThat(rig.refused(HOST).next().orElseThrow()).isAfter(in(399));

    ca.onOrder = Optional.empty();
    ahead.set(Duration.ZERO);
    rig.awaitAll(HOST);
  }

  @Test
  void whatAClockThatWasAheadHasLeftInTheStoreStopsNothing() throws Exception {
    rig.start();
    rig.store.save(new CertificateStore.Failing(HostName.parse(HOST), 3, in(400), "it failed"));
    rig.store.save(new CertificateStore.Usage(ca.directory(), "told ACCOUNT ", in(400)));
    rig.stop();
    rig.start().issue(AcmeRig.HTTP, HOST);
  }

  @Test
  void whatDoesNotFitIntoMemoryIsReadAgain() throws Exception {
    rig.start();
    rig.issue(AcmeRig.HTTP, HOST, OTHER);
    StoredCertificates<CertificateStore.Held> few =
        new StoredCertificates<>(rig.store::find, "Restore it.", 1, InstantSource.system());
    rig.store.eachHeld(few::isThere);
    for (int i = 0; i < 3; i++) {
      for (String host : new String[] {HOST, OTHER}) {
        assertThat(few.find(host).chain()).isEqualTo(rig.acme().find(host).chain());
      }
    }
    assertThat(few.find("stranger.example.net")).isNull();
  }
}
