package io.clickward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.domain.Claim;
import io.clickward.domain.DomainState;
import io.clickward.domain.EdgeKind;
import io.clickward.domain.Finding;
import io.clickward.domain.Finding.Severity;
import io.clickward.domain.HostName;
import io.clickward.domain.Placement;
import io.clickward.domain.Provider;
import io.clickward.domain.ProviderAccount;
import io.clickward.domain.Revocation;
import io.clickward.domain.Step;
import io.clickward.domain.TrackingDomain;
import io.clickward.domain.Transition;
import io.clickward.onboarding.Account;
import io.clickward.onboarding.Book;
import io.clickward.onboarding.Kill;
import io.clickward.onboarding.Owner;
import io.clickward.onboarding.Role;
import io.clickward.onboarding.Token;
import io.clickward.testing.Domains;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every statement about accounts and domains. */
class BookTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final HostName HOST = new HostName("links.example.test");
  private static final HostName OTHER = new HostName("links-2.example.test");

  @TempDir Path data;
  private final Set<String> called = ConcurrentHashMap.newKeySet();
  private Database database;

  Database database() {
    return Database.in(data);
  }

  @BeforeEach
  void open() {
    database = database();
    write(
        book -> {
          book.add(new Account("acme", NOW));
          book.add(new Account("rival", NOW.plusSeconds(1)));
        });
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void write(Consumer<Book> change) {
    database.write(
        book -> {
          change.accept(noting(book));
          return true;
        });
  }

  /** Asks what is there now, each question in a transaction of its own. */
  private Book now() {
    return asking((method, arguments) -> database.read(book -> answer(book, method, arguments)));
  }

  /** The same book; what is called on it is noted. */
  private Book noting(Book book) {
    return asking((method, arguments) -> answer(book, method, arguments));
  }

  private interface Answering {
    Object answer(Method method, Object[] arguments);
  }

  private static Book asking(Answering answering) {
    return (Book)
        Proxy.newProxyInstance(
            Book.class.getClassLoader(),
            new Class<?>[] {Book.class},
            (_, method, arguments) -> answering.answer(method, arguments));
  }

  private Object answer(Book book, Method method, Object[] arguments) {
    called.add(signature(method));
    try {
      return method.invoke(book, arguments);
    } catch (InvocationTargetException e) {
      throw (RuntimeException) e.getCause();
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }

  private static Claim claim(HostName host, DomainState state) {
    return new Claim(
        Domains.of(host.value()),
        Placement.at(EdgeKind.API_GATEWAY),
        "proof",
        false,
        state,
        NOW,
        NOW);
  }

  private static DomainState degraded(String observed) {
    return new DomainState.Degraded(
        List.of(new Finding("dns.x", Severity.BLOCKS, "s", observed, "e", "n")),
        Step.CERTIFICATE_READY);
  }

  @Test
  void everyMethodWorksOnOneDomainFromItsClaimToItsEnd() {
    claimsAreKeptByAccountAndHost();
    claimsAreFoundByWhereTheyStand();
    aHostHasOneOwner();
    tokensAreKept();
    revocationsAreKept();
    accountsAreListedByName();
    changesAreCounted();
    whatHasChangedSinceAVersionIsKnownClaimByClaim();
    assertThat(called)
        .containsAll(Arrays.stream(Book.class.getMethods()).map(BookTest::signature).toList());
  }

  @Test
  void claimsAreKeptByAccountAndHost() {
    Claim first = claim(HOST, new DomainState.Registered());
    Claim later = first.in(degraded("gr\u00fc\u00dfe \ud83d\udc4b \"'\\\n"), NOW.plusSeconds(5));
    write(book -> book.save(first));
    write(book -> book.save(later));
    write(book -> book.save(claim(OTHER, new DomainState.Registered())));

    assertThat(now().claim("acme", HOST)).contains(later);
    assertThat(now().claim("rival", HOST)).isEmpty();
    assertThat(now().countClaims("acme")).isEqualTo(2);
    // '-' sorts before '.', whatever the language of the database is.
    assertThat(now().claims("acme", "", 10).stream().map(Claim::host)).containsExactly(OTHER, HOST);
    assertThat(now().claims("acme", OTHER.value(), 10)).containsExactly(later);
    assertThat(now().claims("acme", "", 1)).hasSize(1);

    write(book -> book.record(later, new Transition(NOW, "registered", "degraded", "it fell")));
    write(book -> book.record(later, new Transition(NOW, "degraded", "registered", "it is back")));
    assertThat(now().history("acme", HOST, 1))
        .containsExactly(new Transition(NOW, "degraded", "registered", "it is back"));
    assertThat(now().history("acme", HOST, 10)).hasSize(2);

    write(book -> book.delete("acme", HOST));
    assertThat(now().claim("acme", HOST)).isEmpty();
    assertThat(now().history("acme", HOST, 10)).isEmpty();
  }

  @Test
  void aClaimKeepsItsProviderAndItsEdge() {
    Claim claim =
        claim(HOST, new DomainState.Registered())
            .with(
                Provider.SES,
                new Placement(
                    EdgeKind.CLOUDFRONT,
                    Optional.of(new HostName("d1.cloudfront.net")),
                    new ProviderAccount.Ses("eu-central-1")));
    write(book -> book.save(claim));
    assertThat(now().claim("acme", HOST)).contains(claim);
    Claim moved = claim.with(Provider.CLICKWARD, Placement.at(EdgeKind.CLICKWARD));
    write(book -> book.save(moved));
    assertThat(now().claim("acme", HOST)).contains(moved);
  }

  @Test
  void claimsAreFoundByWhereTheyStand() {
    Claim retiring = claim(HOST, new DomainState.Retiring(NOW));
    Claim declared =
        new Claim(
            Domains.of(OTHER.value()),
            Placement.at(EdgeKind.CLICKWARD),
            "",
            true,
            new DomainState.HttpsOn(),
            NOW,
            NOW);
    Claim pending = claim(new HostName("new.example.test"), new DomainState.Registered());
    write(book -> List.of(retiring, declared, pending).forEach(book::save));

    assertThat(Domains.served(now())).containsExactly(declared, retiring);
    assertThat(now().served(HOST)).containsExactly(retiring);
    assertThat(now().served(pending.host())).isEmpty();
    assertThat(now().linkHosts(Provider.CLICKWARD)).containsExactly(OTHER);
    assertThat(now().well(Optional.empty(), 1)).containsExactly(declared);
    assertThat(now().well(Optional.of(declared), 9)).containsExactly(retiring);
    assertThat(now().well(Optional.of(retiring), 9)).isEmpty();
    assertThat(now().pending(Book.From.EVER, Optional.empty(), 9)).containsExactly(pending);
    assertThat(now().countUnproved("acme")).isEqualTo(1);
    assertThat(now().declared()).containsExactly(declared);
    assertThat(now().countByState())
        .isEqualTo(Map.of("retiring", 1L, "https-on", 1L, "registered", 1L));
    assertThat(now().retiringUntil(NOW)).containsExactly(retiring);
    assertThat(now().retiringUntil(NOW.minusSeconds(1))).isEmpty();
  }

  /** While a host changes hands, both accounts may serve it. */
  @Test
  void pagesShowEachOfTwoAccountsWithOneHostOnce() {
    Claim first = claim(HOST, new DomainState.Retiring(NOW));
    Claim second = claimOf("rival", HOST, new DomainState.HttpsOn());
    write(book -> List.of(second, first).forEach(book::save));

    assertThat(now().well(Optional.empty(), 1)).containsExactly(first);
    assertThat(now().well(Optional.of(first), 1)).containsExactly(second);
    assertThat(now().well(Optional.of(second), 1)).isEmpty();
  }

  @Test
  void thoseOnTheirWayComeInPagesWithoutThoseThatAreNoLongerLookedAt() {
    Claim registered = claim(HOST, new DomainState.Registered());
    Claim proved = claimOf("rival", HOST, new DomainState.OwnershipProven());
    Claim degraded = claim(OTHER, degraded("it fell"));
    Claim well = claimOf("rival", OTHER, new DomainState.HttpsOn());
    write(book -> List.of(proved, well, registered, degraded).forEach(book::save));

    assertThat(now().pending(Book.From.EVER, Optional.empty(), 2))
        .containsExactly(degraded, registered);
    assertThat(now().pending(Book.From.EVER, Optional.of(registered), 2)).containsExactly(proved);
    Instant later = NOW.plusSeconds(1);
    assertThat(now().pending(new Book.From(NOW, later), Optional.empty(), 9))
        .containsExactly(registered, proved);
    assertThat(now().pending(new Book.From(later, NOW), Optional.empty(), 9))
        .containsExactly(degraded);
  }

  private static Claim claimOf(String account, HostName host, DomainState state) {
    TrackingDomain acme = Domains.of(host.value());
    TrackingDomain domain =
        new TrackingDomain(
            host,
            account,
            acme.generation(),
            acme.provider(),
            acme.paths(),
            acme.https(),
            acme.clicks(),
            acme.opens(),
            acme.keeps(),
            acme.pixelBytes());
    return claim(host, state).with(domain);
  }

  @Test
  void aHostHasOneOwner() {
    Owner owner = new Owner(HOST, "acme", 1, true, Optional.empty());
    Owner challenged =
        new Owner(HOST, "acme", 2, false, Optional.of(new Owner.Challenge("rival", NOW)));
    write(book -> book.save(owner));
    assertThat(now().owner(HOST)).contains(owner);
    write(book -> book.save(challenged));
    assertThat(now().owner(HOST)).contains(challenged);
    assertThat(now().owner(OTHER)).isEmpty();
  }

  @Test
  void tokensAreKept() {
    Token forEver = new Token("t1", "acme", Role.ADMIN, "first", "h1", NOW, Optional.empty());
    Token brief =
        new Token("t2", "acme", Role.READ, "", "h2", NOW, Optional.of(NOW.plusSeconds(60)));
    write(book -> List.of(forEver, brief).forEach(book::add));
    assertThat(now().token("t2")).contains(brief);
    assertThat(now().tokens("acme")).containsExactly(forEver, brief);
    write(book -> book.deleteExpiredTokens("acme", NOW.plusSeconds(59)));
    write(book -> book.deleteExpiredTokens("rival", NOW.plusSeconds(60)));
    assertThat(now().tokens("acme")).hasSize(2);
    write(book -> book.deleteExpiredTokens("acme", NOW.plusSeconds(60)));
    assertThat(now().tokens("acme")).containsExactly(forEver);
    write(book -> book.add(brief));
    write(book -> assertThat(book.deleteToken("rival", "t1")).isFalse());
    write(book -> assertThat(book.deleteToken("acme", "t1")).isTrue());
    assertThat(now().tokens("acme")).containsExactly(brief);
  }

  @Test
  void aTokenNeedsAnAccountThatThereIs() {
    Token stray = new Token("t9", "nobody", Role.READ, "", "h", NOW, Optional.empty());
    assertThatThrownBy(() -> write(book -> book.add(stray))).isInstanceOf(StoreException.class);
    assertThat(now().token("t9")).isEmpty();
  }

  @Test
  void revocationsAreKept() {
    List<Revocation> all =
        List.of(
            new Revocation.Message("acme", "m-1"),
            new Revocation.Link("acme", "m-2", 3),
            new Revocation.Destination("acme", OTHER),
            new Revocation.DestinationEverywhere(OTHER));
    write(
        book ->
            IntStream.range(0, all.size())
                .forEach(i -> book.add(new Kill("k" + i, "acme", all.get(i), NOW, "phishing"))));
    assertThat(now().revocations()).containsExactlyInAnyOrderElementsOf(all);
    assertThat(now().kills("acme").stream().map(Kill::what)).containsExactlyElementsOf(all);
    write(book -> assertThat(book.deleteKill("rival", "k0")).isFalse());
    write(book -> assertThat(book.deleteKill("acme", "k0")).isTrue());
    assertThat(now().revocations()).hasSize(all.size() - 1);
  }

  @Test
  void accountsAreListedByName() {
    write(book -> book.add(new Account("acme", NOW.plusSeconds(99))));
    assertThat(now().account("acme")).contains(new Account("acme", NOW));
    assertThat(now().accounts("acme", 10))
        .containsExactly(new Account("rival", NOW.plusSeconds(1)));
  }

  @Test
  void changesAreCounted() {
    long before = now().version();
    write(Book::bump);
    assertThat(now().version()).isEqualTo(before + 1);
  }

  @Test
  void whatHasChangedSinceAVersionIsKnownClaimByClaim() {
    Claim former = claim(OTHER, new DomainState.Registered());
    Claim next = claim(HOST, new DomainState.Registered());
    write(book -> book.save(former));
    write(Book::bump);
    long before = now().version();
    write(
        book -> {
          book.save(next);
          book.bump();
        });
    assertThat(now().changedSince(before)).containsExactly(next);
    assertThat(now().changedSince(now().version())).isEmpty();
  }

  /** As an account's row was once that the API took and the store could not read again. */
  private static Claim unreadable(String host, DomainState state) {
    HostName tooLong = new HostName("7." + "x".repeat(300));
    return claim(new HostName(host), state)
        .with(
            Provider.SENDGRID,
            new Placement(
                EdgeKind.OTHER, Optional.empty(), new ProviderAccount.SendGrid(tooLong, false)));
  }

  @Test
  void oneClaimThatCannotBeReadHidesNoOther() {
    Claim pending = claimOf("rival", HOST, new DomainState.Registered());
    Claim well = claimOf("rival", OTHER, new DomainState.HttpsOn());
    Claim later = claim(OTHER, new DomainState.Retiring(NOW));
    long before = now().version();
    write(
        book -> {
          book.save(unreadable("a.example.test", new DomainState.Registered()));
          book.save(unreadable("b.example.test", new DomainState.HttpsOn()));
          book.save(unreadable("c.example.test", new DomainState.Retiring(NOW)));
          List.of(pending, well, later).forEach(book::save);
        });

    assertThat(now().pending(Book.From.EVER, Optional.empty(), 1)).containsExactly(pending);
    assertThat(now().changedSince(before)).containsExactlyInAnyOrder(pending, well, later);
    assertThat(now().well(Optional.empty(), 1)).containsExactly(later);
    assertThat(now().well(Optional.of(later), 9)).containsExactly(well);
    assertThat(now().claims("acme", "", 1)).containsExactly(later);
    assertThat(now().retiringUntil(NOW)).containsExactly(later);
    assertThatThrownBy(() -> now().claim("acme", new HostName("a.example.test")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("claim of account acme to a.example.test cannot be read");
  }

  /** Readers click on links that were sent: for them it does not matter what the provider is. */
  @Test
  void aClaimWhosePlaceCannotBeReadIsServedAllTheSame() {
    write(book -> book.save(unreadable("b.example.test", new DomainState.HttpsOn())));
    List<HostName> served = new ArrayList<>();
    database.read(
        book -> {
          book.eachServed(domain -> served.add(domain.host()));
          return served;
        });
    assertThat(served).containsExactly(new HostName("b.example.test"));
  }

  @Test
  void aChangeThatFailsIsNotMade() {
    Claim claim = claim(HOST, new DomainState.Registered());
    assertThatThrownBy(
            () ->
                write(
                    book -> {
                      book.save(claim);
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(now().claim("acme", HOST)).isEmpty();
  }

  /** Each reads the last number and adds one: two at a time would read the same. */
  @Test
  void onlyOneChangeRunsAtATime() throws Exception {
    Claim claim = claim(HOST, new DomainState.Registered());
    write(book -> book.save(claim));
    Callable<Boolean> recording =
        () -> {
          for (int i = 0; i < 25; i++) {
            write(book -> book.record(claim, new Transition(NOW, "a", "b", "c")));
          }
          return true;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      for (Future<Boolean> done : threads.invokeAll(List.of(recording, recording, recording))) {
        assertThat(done.get()).isTrue();
      }
    }
    assertThat(now().history("acme", HOST, 100)).hasSize(75);
  }

  @Test
  void everythingIsThereAfterReopening() {
    TrackingDomain next = Domains.of(HOST.value()).withGeneration(7).withHttps(false);
    Claim claim = claim(HOST, new DomainState.Retired()).with(next);
    write(book -> book.save(claim));
    database.close();
    database = database();
    assertThat(now().claim("acme", HOST)).contains(claim);
  }
}
