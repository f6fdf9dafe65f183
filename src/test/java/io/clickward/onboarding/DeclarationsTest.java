package io.clickward.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.EdgeKind;
import io.clickward.domain.Finding;
import io.clickward.domain.LinkPaths;
import io.clickward.domain.Placement;
import io.clickward.domain.Provider;
import io.clickward.domain.TrackingDomain;
import io.clickward.testing.Domains;
import io.clickward.testing.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an edit of clickward.yaml does to links that were sent. */
class DeclarationsTest extends OnboardingDesk {
  private static final TrackingDomain ACME = Domains.of(HOST.value());

  @RegisterExtension private final LogLines log = LogLines.of(Declarations.class);

  /** Starts with this in clickward.yaml; gives what the log says then. */
  private String start(TrackingDomain... domains) {
    log.clear();
    onboarding.declare(
        List.of(domains).stream().map(domain -> new Declaration(domain, true)).toList());
    return said();
  }

  private String said() {
    return String.join(
        "\n",
        log.all().stream()
            .map(event -> event.getLevel() + " " + event.getFormattedMessage())
            .toList());
  }

  private static String advice(Runnable call) {
    try {
      call.run();
    } catch (RefusedException e) {
      return e.findings().getFirst().nextStep();
    }
    throw new AssertionError("not refused");
  }

  @Test
  void nobodyIsToldToTakeADomainOutOfTheFileWhileItsLinksShallWork() {
    start(ACME);

    assertThat(advice(() -> onboarding.retire("acme", HOST, Optional.empty())))
        .isEqualTo(advice(() -> onboarding.delete("acme", HOST)))
        .isEqualTo(
            "Keep it in clickward.yaml for as long as its links shall work; removing it ends them all at the next start.");
  }

  @Test
  void whatIsNoLongerDeclaredIsAWarningAndComesBackWithItsLinks() {
    assertThat(start(ACME)).isEmpty();
    assertThat(start())
        .isEqualTo(
            "WARN links.example is no longer in clickward.yaml: links that were sent open no more. If they shall, put it back and start again.");
    assertThat(served()).isEqualTo("[]");
    assertThat(start()).isEmpty();

    assertThat(start(ACME)).isEmpty();

    assertThat(served()).isEqualTo("[acme 1]");
  }

  @Test
  void theNextGenerationIsTakenAndIsAWarning() {
    start(ACME);

    assertThat(start(ACME.withGeneration(2)))
        .startsWith("WARN links.example had generation 1 and has 2: links that were sent until");
    assertThat(start(ACME.withGeneration(2))).isEmpty();
    assertThat(served()).isEqualTo("[acme 2]");
    assertThat(start(ACME.withOwner("rival", 3)))
        .startsWith("WARN links.example was served for account acme and is declared for rival: ");
    assertThat(served()).isEqualTo("[rival 3]");
  }

  @Test
  void aLowerGenerationEndsNoLinks() {
    own("rival");
    retired("rival");
    own("acme");
    assertThat(served()).isEqualTo("[acme 2]");

    for (int starts = 0; starts < 2; starts++) {
      assertThat(start(ACME))
          .isEqualTo(
              "ERROR links.example is declared for account acme with generation 1, and generation 2 was that of account acme; expected 2 at least. It is served for account acme with generation 2. Correct it in clickward.yaml.");
      assertThat(served()).isEqualTo("[acme 2]");
      assertThat(onboarding.isAtItsWord(onboarding.show("acme", HOST).claim())).isTrue();
    }
    assertThat(start(ACME.withGeneration(2))).isEmpty();
  }

  @Test
  void aDomainThatHadAnotherProviderIsDeclaredAndReadAgain() {
    List<Finding> problems = new ArrayList<>();
    Placement placement =
        Placement.read(
            Provider.SENDGRID,
            HOST,
            Optional.empty(),
            Map.of("providerAccount", "1234567"),
            problems);
    assertThat(problems).isEmpty();
    Wish sendGrid =
        new Wish(
            Provider.SENDGRID,
            placement,
            WISH.paths(),
            WISH.clicks(),
            WISH.opens(),
            WISH.keeps(),
            WISH.pixelBytes());
    onboarding.register("acme", HOST, sendGrid);

    start(ACME);
    start(ACME);

    assertThat(onboarding.show("acme", HOST).claim().placement())
        .isEqualTo(Placement.at(EdgeKind.CLICKWARD));
    assertThat(served()).isEqualTo("[acme 1]");
  }

  private void retired(String account) {
    onboarding.retire(account, HOST, Optional.of(clock.instant().plusSeconds(1)));
    clock.advance(Duration.ofSeconds(1));
    onboarding.endRetired();
  }

  @Test
  void aDeclaredDomainStaysWithItsAccountUntilAnotherHasAGenerationOfItsOwn() {
    start(ACME);

    for (int starts = 0; starts < 2; starts++) {
      assertThat(start(ACME.withOwner("rival", 1)))
          .contains("ERROR", "for account rival with generation 1", "expected 2 at least");
      assertThat(served()).isEqualTo("[acme 1]");
    }
    start(ACME);
    assertThat(served()).isEqualTo("[acme 1]");
    start(ACME.withOwner("rival", 2));
    assertThat(served()).isEqualTo("[rival 2]");
  }

  @Test
  void aHostThatIsTakenFromWhoeverAddedItOpensNoneOfTheirLinks() {
    own("rival");

    assertThat(start(ACME)).contains("ERROR", "generation 1 was that of account rival");
    assertThat(served()).isEqualTo("[acme 2]");
    assertThat(state("rival")).isEqualTo("retired");
    assertThat(start(ACME)).contains("ERROR", "expected 2 at least");
    assertThat(served()).isEqualTo("[acme 2]");
  }

  @Test
  void aDeclarationDoesNotMakeAFormerOwnersLinksOpenAgain() {
    own("rival");
    retired("rival");
    start(ACME);
    assertThat(served()).isEqualTo("[acme 2]");
    start();

    own("third");

    assertThat(served()).isEqualTo("[third 3]");
  }

  /** An earlier version took any number; the links that it made since are the present ones. */
  @Test
  void aLowNumberThatWasTakenOnceStaysAndTheHighestIsRemembered() {
    start(ACME);
    books.write(
        book -> {
          book.save(new Owner(HOST, "acme", 7, true, Optional.empty()));
          return book;
        });

    assertThat(start(ACME)).isEmpty();
    assertThat(served()).isEqualTo("[acme 1]");
    start();
    own("third");
    assertThat(served()).isEqualTo("[third 8]");
  }

  @Test
  void anotherPathIsAWarning() {
    start(ACME);
    TrackingDomain moved =
        new TrackingDomain(
            HOST,
            "acme",
            1,
            ACME.provider(),
            new LinkPaths("/click/", "/o/"),
            true,
            ACME.clicks(),
            ACME.opens(),
            ACME.keeps(),
            43);

    assertThat(start(moved))
        .isEqualTo(
            "WARN links.example had clickPath /c/ and has /click/: links that were sent with the old one open no more. If they shall, put it back in clickward.yaml and start again.");
    assertThat(start(moved)).isEmpty();
  }
}
