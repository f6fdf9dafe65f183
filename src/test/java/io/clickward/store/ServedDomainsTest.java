package io.clickward.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.Claim;
import io.clickward.domain.DomainState;
import io.clickward.domain.HostName;
import io.clickward.domain.Provider;
import io.clickward.domain.Step;
import io.clickward.domain.TrackingDomain;
import io.clickward.onboarding.Book;
import io.clickward.testing.ManyDomains;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the domains that are served are read, of which there may be very many. */
class ServedDomainsTest {
  private static final int COUNT = 25;
  private static final int PAGE = 7;

  @TempDir private Path folder;
  private Database database;

  @BeforeEach
  void fill() throws Exception {
    ManyDomains.fill(folder, COUNT);
    database = Database.in(folder);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private List<TrackingDomain> served() {
    List<TrackingDomain> all = new ArrayList<>();
    database.read(
        book -> {
          book.eachServed(all::add);
          return all;
        });
    return all;
  }

  private Claim claim(int number) {
    return database
        .read(book -> book.claim("sender", new HostName(ManyDomains.host(number))))
        .orElseThrow();
  }

  private <T> List<T> list(Function<Book, List<T>> question) {
    return database.read(question);
  }

  private long change(Claim claim) {
    return database.write(
        book -> {
          book.save(claim);
          book.bump();
          return book.version();
        });
  }

  @Test
  void areWhatTheirClaimsSayAndKeepWhatTheyHaveInCommonOnce() {
    assertThat(served()).hasSize(COUNT).contains(claim(3).active());
    assertThat(served().getFirst().https()).isTrue();
    List<TrackingDomain> all = served();
    assertThat(all.get(0).paths()).isSameAs(all.get(1).paths());
    assertThat(all.get(0).account()).isSameAs(all.get(1).account());

    change(claim(3).in(new DomainState.Retiring(Instant.now()), Instant.now()));
    assertThat(served()).contains(claim(3).active());
    assertThat(served().stream().filter(TrackingDomain::https)).hasSize(COUNT - 1);
    assertThat(list(book -> book.linkHosts(Provider.CLICKWARD)))
        .hasSize(COUNT - 1)
        .doesNotContain(claim(3).host());
    assertThat(list(book -> book.served(claim(3).host()))).containsExactly(claim(3));
  }

  @Test
  void areSaidNotToBeAllWhereOneCannotBeRead() throws Exception {
    assertThat(database.<Boolean>read(book -> book.eachServed(_ -> {}))).isTrue();
    ManyDomains.damage(folder, 3);
    assertThat(database.<Boolean>read(book -> book.eachServed(_ -> {}))).isFalse();
    assertThat(served()).hasSize(COUNT - 1);
  }

  @Test
  void areServedWhateverWasFoundWrongWithThem() throws Exception {
    change(claim(3).in(new DomainState.Degraded(List.of(), Step.HTTPS_ON), Instant.now()));
    TrackingDomain before = claim(3).active();
    ManyDomains.set(folder, 3, "findings", "of a newer version");
    assertThat(served()).hasSize(COUNT).contains(before);
  }

  @Test
  void whatHasChangedSinceIsAllThatIsReadAgain() {
    long before = database.read(Book::version);
    assertThat(list(book -> book.changedSince(before))).isEmpty();
    long after = change(claim(5).in(new DomainState.Retired(), Instant.now()));
    assertThat(list(book -> book.changedSince(before))).containsExactly(claim(5));
    assertThat(list(book -> book.changedSince(after))).isEmpty();
  }

  @Test
  void thoseThatAreWellComePageByPageAndEachOnce() {
    List<Claim> all = new ArrayList<>();
    Optional<Claim> after = Optional.empty();
    do {
      Optional<Claim> last = after;
      List<Claim> page = database.read(book -> book.well(last, PAGE));
      all.addAll(page);
      after = page.isEmpty() ? Optional.empty() : Optional.of(page.getLast());
    } while (after.isPresent());
    assertThat(all).hasSize(COUNT).doesNotHaveDuplicates();
  }
}
