package io.clickward.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.config.CertificateSource;
import io.clickward.config.DomainSettings;
import io.clickward.domain.Claim;
import io.clickward.domain.DomainState;
import io.clickward.domain.HostName;
import io.clickward.domain.TrackingDomain;
import io.clickward.event.EventIds;
import io.clickward.link.Destination;
import io.clickward.link.Link;
import io.clickward.link.LinkKind;
import io.clickward.link.LinkSeal;
import io.clickward.link.Recipient;
import io.clickward.onboarding.Account;
import io.clickward.store.Database;
import io.clickward.store.LinkKeyFile;
import io.clickward.store.LinkKeys;
import io.clickward.testing.Domains;
import io.clickward.testing.ManyDomains;
import io.clickward.testing.TestClock;
import io.clickward.track.Answer;
import io.clickward.track.TrackRequest;
import io.clickward.track.Tracker;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainFollowerTest {
  private static final int COUNT = 5;

  private final TestClock clock = TestClock.at("2026-11-21T09:00:00Z");
  private final SecureRandom random = new SecureRandom();
  private final Tracker tracker = new Tracker(new EventIds(random), clock);
  private final Deque<List<TrackingDomain>> told = new ArrayDeque<>();
  @TempDir private Path folder;
  private Database database;
  private DomainFollower follower;

  @BeforeEach
  void follow() throws Exception {
    ManyDomains.fill(folder, COUNT);
    database = Database.in(folder);
    LinkKeys keys = LinkKeys.open(LinkKeyFile.in(folder, random), clock.instant());
    follower = new DomainFollower(keys, database, List.of(), tracker);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Claim claim(int number) {
    return database
        .read(book -> book.claim("sender", new HostName(ManyDomains.host(number))))
        .orElseThrow();
  }

  private void save(Claim... claims) {
    database.write(
        book -> {
          for (Claim claim : claims) {
            book.add(new Account(claim.account(), clock.instant()));
            book.save(claim);
          }
          book.bump();
          return claims.length;
        });
  }

  @Test
  void servesWhatThereIsAtTheStartAndTellsOfCertificatesWhenAsked() {
    for (int i = 0; i < COUNT; i++) {
      assertThat(tracker.serves(ManyDomains.host(i))).isTrue();
    }
    assertThat(told).isEmpty();
    follower.followCertificates((hosts, all) -> told.add(all ? hosts : List.of()));
    assertThat(told).singleElement().satisfies(hosts -> assertThat(hosts).hasSize(COUNT));
  }

  /** Before anything is taken up: the edge serves from the first moment of a start. */
  @Test
  void aDeclaredDomainOpensNoLinksOfTheOwnerBefore() throws Exception {
    HostName host = claim(1).host();
    LinkKeys keys = LinkKeys.open(LinkKeyFile.in(folder, random), clock.instant());
    DomainSettings declared =
        new DomainSettings(Domains.of(host.value()), new CertificateSource.Acme());
    new DomainFollower(keys, database, List.of(declared), tracker);

    assertThat(tracker.answer(click(keys, host, 1))).isEqualTo(Answer.Refusal.LINK_UNKNOWN);
    assertThat(tracker.answer(click(keys, host, 2))).isInstanceOf(Answer.Redirect.class);
  }

  private TrackRequest click(LinkKeys keys, HostName host, int generation) {
    Link link =
        new Link(
            LinkKind.CLICK,
            "spring",
            new Recipient.Anonymous(),
            clock.instant(),
            0,
            1,
            Destination.of("https://www.example.com/".getBytes(UTF_8)));
    String token = LinkSeal.of(keys.current(), host.value(), generation).seal(link, Instant.now());
    return new TrackRequest(TrackRequest.Method.GET, host.value(), "/c/" + token, new byte[4], "");
  }

  @Test
  void tellsThatADomainWhichCannotBeReadMayBeServedAllTheSame() throws Exception {
    ManyDomains.damage(folder, 2);
    LinkKeys keys = LinkKeys.open(LinkKeyFile.in(folder, random), clock.instant());
    List<Boolean> whole = new ArrayList<>();
    new DomainFollower(keys, database, List.of(), tracker)
        .followCertificates((hosts, all) -> whole.add(all && hosts.size() == COUNT));
    assertThat(whole).containsExactly(false);
    assertThat(tracker.serves(ManyDomains.host(3))).isTrue();
  }

  @Test
  void takesUpWhatChangesAndLeavesTheRestAsItIs() {
    follower.followCertificates((hosts, _) -> told.add(hosts));
    save(claim(2).in(new DomainState.Retired(), clock.instant()));
    assertThat(tracker.serves(ManyDomains.host(2))).isTrue();
    follower.look();
    assertThat(tracker.serves(ManyDomains.host(2))).isFalse();
    assertThat(tracker.serves(ManyDomains.host(3))).isTrue();
    assertThat(told.getLast())
        .hasSize(COUNT - 1)
        .extracting(TrackingDomain::host)
        .doesNotContain(claim(2).host());

    save(claim(2).in(new DomainState.OwnershipProven(), clock.instant()));
    follower.look();
    assertThat(tracker.serves(ManyDomains.host(2))).isTrue();
    assertThat(told.getLast()).hasSize(COUNT);
  }

  @Test
  void aHostThatGoesToAnotherAccountGoesOnBeingServed() {
    Claim former = claim(1);
    Claim next =
        new Claim(
            new TrackingDomain(
                former.host(),
                "another",
                2,
                former.domain().provider(),
                former.domain().paths(),
                false,
                former.domain().clicks(),
                former.domain().opens(),
                former.domain().keeps(),
                former.domain().pixelBytes()),
            former.placement(),
            "another proof",
            false,
            new DomainState.OwnershipProven(),
            clock.instant(),
            clock.instant());
    save(next, former.in(new DomainState.Registered(), clock.instant()));
    follower.look();
    assertThat(tracker.serves(former.host().value())).isTrue();
  }
}
