package io.clickward.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.Claim;
import io.clickward.testing.Domains;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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

  /** The same books; what is saved is noted. */
  private record Noting(Books books, List<Object> saved) implements Books {
    @Override
    public <T> T read(Function<Book, T> work) {
      return books.read(work);
    }

    @Override
    public <T> T write(Function<Book, T> work) {
      return books.write(book -> work.apply(noting(book)));
    }

    private Book noting(Book book) {
      return (Book)
          Proxy.newProxyInstance(
              Book.class.getClassLoader(),
              new Class<?>[] {Book.class},
              (_, method, arguments) -> {
                if (method.getName().equals("save")) {
                  saved.add(arguments[0]);
                }
                return method.invoke(book, arguments);
              });
    }
  }

  @Test
  void aLookThatFindsEverythingAsItWasWritesNothing() {
    Noting noting = new Noting(books, new ArrayList<>());
    onboarding = new Onboarding(noting, world.checks(), () -> {}, clock, new SecureRandom());
    own("acme");
    world.prove(claim("rival"));
    verify("rival");
    lose("acme");
    verify("acme");
    verify("rival");
    world.certified.add("declared.example");
    List<Declaration> declared = List.of(new Declaration(Domains.of("declared.example"), true));
    onboarding.declare(declared);
    assertThat(noting.saved).isNotEmpty();
    long version = books.read(Book::version);
    noting.saved.clear();
    clock.advance(Duration.ofHours(1));

    assertThat(verify("acme")).isEqualTo("degraded");
    assertThat(found("rival")).isEqualTo("ownership.grace-period");
    onboarding.declare(declared);

    assertThat(noting.saved).isEmpty();
    List<Claim> changed = books.read(book -> book.changedSince(version));
    assertThat(changed).isEmpty();
  }
}
