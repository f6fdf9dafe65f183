package io.clickward.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.Claim;
import io.clickward.testing.Domains;
import io.clickward.testing.WatchedBooks;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A host that several accounts prove. */
class OwnershipTest extends OnboardingDesk {
  private Optional<Owner.Challenge> challenge() {
    return books.read(book -> book.owner(HOST)).orElseThrow().challenge();
  }

  @Test
  void anOwnersRecordThatCouldNotBeAskedForStartsNoGracePeriod() {
    own("acme");
    Claim acme = claim("acme");
    world.prove(claim("rival"));
    world.unheard.add(acme.proofText());

    assertThat(found("rival")).isEqualTo("ownership.could-not-ask");
    assertThat(challenge()).isEmpty();
    clock.advance(Ownership.TRANSFER_GRACE.multipliedBy(3));
    assertThat(found("rival")).isEqualTo("ownership.could-not-ask");
    assertThat(verify("rival")).isEqualTo("registered");

    world.unheard.clear();
    lose("acme");
    assertThat(found("rival")).isEqualTo("ownership.grace-period");
    assertThat(challenge()).contains(new Owner.Challenge("rival", clock.instant()));
    assertThat(served()).isEqualTo("[acme 1]");
  }

  @Test
  void theOwnersRecordThatARivalSeesEndsTheGracePeriod() {
    own("acme");
    lose("acme");
    world.prove(claim("rival"));
    verify("rival");
    clock.advance(Ownership.TRANSFER_GRACE.minusSeconds(1));
    world.prove(claim("acme"));
    assertThat(found("rival")).isEqualTo("ownership.in-use");
    lose("acme");
    clock.advance(Duration.ofSeconds(10));

    assertThat(found("rival")).isEqualTo("ownership.grace-period");
    assertThat(served()).isEqualTo("[acme 1]");
  }

  @Test
  void aThirdAccountDoesNotInheritTheGraceOfAnother() {
    own("acme");
    lose("acme");
    world.prove(claim("rival"));
    world.prove(claim("third"));
    verify("rival");
    clock.advance(Ownership.TRANSFER_GRACE);

    assertThat(found("third")).isEqualTo("ownership.grace-period");
    assertThat(served()).isEqualTo("[acme 1]");
    assertThat(verify("rival")).isEqualTo("ownership-proven");
    assertThat(served()).isEqualTo("[rival 2]");
    assertThat(found("third")).isEqualTo("ownership.in-use");
  }

  @Test
  void aChallengeOfAnAccountThatHasGivenUpKeepsNobodyOut() {
    own("acme");
    lose("acme");
    world.prove(claim("rival"));
    verify("rival");
    onboarding.delete("rival", HOST);
    clock.advance(Duration.ofHours(1));
    world.prove(claim("third"));
    assertThat(found("third")).isEqualTo("ownership.grace-period");
    assertThat(challenge()).contains(new Owner.Challenge("third", clock.instant()));
    clock.advance(Ownership.TRANSFER_GRACE);

    assertThat(verify("third")).isEqualTo("ownership-proven");
  }

  @Test
  void aChallengeThatNobodyRenewsKeepsNobodyOut() {
    own("acme");
    lose("acme");
    world.prove(claim("rival"));
    world.prove(claim("third"));
    verify("rival");
    clock.advance(Ownership.TRANSFER_GRACE.multipliedBy(2));
    assertThat(found("third")).isEqualTo("ownership.grace-period");
    clock.advance(Ownership.TRANSFER_GRACE);

    assertThat(verify("third")).isEqualTo("ownership-proven");
    assertThat(served()).isEqualTo("[third 2]");
  }

  @Test
  void aLookThatFindsEverythingAsItWasWritesNothing() {
    List<Object> saved = new ArrayList<>();
    Books watched =
        new WatchedBooks(
            books,
            (method, arguments, _) -> {
              if (method.equals("save")) {
                saved.add(arguments[0]);
              }
            });
    onboarding = new Onboarding(watched, world.checks(), () -> {}, clock, new SecureRandom());
    own("acme");
    world.prove(claim("rival"));
    verify("rival");
    lose("acme");
    verify("acme");
    verify("rival");
    world.certified.add("declared.example");
    List<Declaration> declared = List.of(new Declaration(Domains.of("declared.example"), true));
    onboarding.declare(declared);
    assertThat(saved).isNotEmpty();
    long version = books.read(Book::version);
    saved.clear();
    clock.advance(Duration.ofHours(1));

    assertThat(verify("acme")).isEqualTo("degraded");
    assertThat(found("rival")).isEqualTo("ownership.grace-period");
    onboarding.declare(declared);

    assertThat(saved).isEmpty();
    List<Claim> changed = books.read(book -> book.changedSince(version));
    assertThat(changed).isEmpty();
  }
}
