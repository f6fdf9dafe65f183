package io.clickward.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.cert.Acme;
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
import io.clickward.installation.Settings;
import io.clickward.onboarding.Account;
import io.clickward.onboarding.Books;
import io.clickward.onboarding.Checks;
import io.clickward.onboarding.Onboarding;
import io.clickward.store.CertificateDatabase;
import io.clickward.store.Database;
import io.clickward.testing.Domains;
import io.clickward.testing.Eventually;
import io.clickward.testing.TestClock;
import io.clickward.testing.WatchedBooks;
import io.clickward.testing.World;
import io.clickward.testing.XorAtRest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaretakerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final int MORE_THAN_A_PAGE = 1001;

  @TempDir private Path folder;
  private final TestClock clock = new TestClock(NOW);
  private final SecureRandom random = new SecureRandom();
  private final List<List<?>> pages = new ArrayList<>();
  private final Set<HostName> looked = ConcurrentHashMap.newKeySet();
  private Database database;
  private CertificateDatabase store;

  @BeforeEach
  void open() {
    database = Database.in(folder);
    store = CertificateDatabase.in(folder, new XorAtRest());
    database.write(
        book -> {
          book.add(new Account("acme", NOW));
          return book;
        });
  }

  @AfterEach
  void close() {
    store.close();
    database.close();
  }

  /** The same books; the pages of claims on their way are noted. */
  private Books noting() {
    return new WatchedBooks(
        database,
        (method, _, found) -> {
          if (method.equals("pending")) {
            pages.add((List<?>) found);
          }
        });
  }

  /** An empty world; who was looked at is noted. */
  private Checks checks() {
    Checks world = new World().checks();
    return new Checks(
        (host, name, text) -> {
          looked.add(host);
          return world.ownership().check(host, name, text);
        },
        world.records(),
        world.certificates(),
        world.https());
  }

  private void register(int count, Duration age) {
    Instant since = NOW.minus(age);
    database.write(
        book -> {
          for (int i = 0; i < count; i++) {
            HostName host = HostName.parse("links-%d-%s.example".formatted(i, age.toDays()));
            book.save(
                new Claim(
                    Domains.of(host.value()),
                    Placement.at(EdgeKind.CLICKWARD),
                    "proof",
                    false,
                    new DomainState.Registered(),
                    since,
                    since));
          }
          return book;
        });
  }

  private Config config() throws Exception {
    Path file = folder.resolve("clickward.yaml");
    Files.writeString(file, "listen: {http: [\"127.0.0.1:0\"], https: []}\n");
    return ConfigReader.read(file, Map.of());
  }

  private List<Integer> sizesOfPages(Caretaker caretaker) {
    pages.clear();
    caretaker.lookAtPending();
    return pages.stream().<Integer>map(List::size).toList();
  }

  @Test
  void thoseThatAreGivenUpAreLookedAtOnceAfterAStartAndThenReadNoMore() throws Exception {
    register(MORE_THAN_A_PAGE, Duration.ofDays(62));
    register(2, Duration.ofDays(59));
    care(
        caretaker -> {
          assertThat(sizesOfPages(caretaker)).containsExactly(1000, 3, 0);
          awaitLooks(MORE_THAN_A_PAGE + 2);
          assertThat(sizesOfPages(caretaker)).containsExactly(2, 0);
        });
  }

  @Test
  void aClockThatWasAheadForAWhileStopsNoLooks() throws Exception {
    register(2, Duration.ofDays(1));
    clock.advance(Duration.ofHours(9));
    care(
        caretaker -> {
          caretaker.lookAtPending();
          awaitLooks(2);
          looked.clear();
          clock.set(NOW);
          caretaker.lookAtPending();
          awaitLooks(2);
        });
  }

  private void awaitLooks(int hosts) throws Exception {
    Eventually.await("each was looked at", Duration.ofSeconds(60), () -> looked.size() == hosts);
  }

  private interface Care {
    void of(Caretaker caretaker) throws Exception;
  }

  private void care(Care care) throws Exception {
    Config config = config();
    Books books = noting();
    Onboarding onboarding = new Onboarding(books, checks(), () -> {}, clock, random);
    Uploads uploads = Uploads.open(store.uploads(), clock);
    try (Acme acme =
            Acme.open(Settings.acme(config), store, new ChallengeAnswers(), clock, random);
        Caretaker caretaker =
            new Caretaker(
                books,
                onboarding,
                new CaCertificates(
                    Outlook.of(config, clock),
                    Certificates.open(
                        folder, List.of(), Optional.of(acme), Optional.of(uploads), clock, random),
                    acme,
                    uploads,
                    clock),
                clock)) {
      care.of(caretaker);
    }
  }
}
