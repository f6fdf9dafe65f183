package io.clickward.onboarding;

import io.clickward.domain.Claim;
import io.clickward.domain.TrackingDomain;
import java.util.Optional;

/**
 * Which owner and generation of its host a declared domain is served and sealed for. The operator's
 * word stands, unless it would open another account's links, or end those of the present owner by a
 * number that it has left behind. Asked again when the domain is taken up, it says the same.
 *
 * @param declared as the configuration says
 * @param served as it is served; the same as declared when there is nothing against that
 * @param expected the least generation that the configuration may say
 * @param last who owned the host until now
 */
public record Succession(
    TrackingDomain declared, TrackingDomain served, int expected, Optional<Owner> last) {

  /** How a declared domain follows those who had its host before. */
  public static Succession of(Book book, TrackingDomain declared) {
    Optional<Owner> last = book.owner(declared.host());
    return last.isPresent()
        ? after(book, declared, last.get())
        : new Succession(declared, declared, declared.generation(), last);
  }

  private static Succession after(Book book, TrackingDomain declared, Owner last) {
    boolean same = last.account().equals(declared.account());
    int expected = same ? generation(book, last) : last.generation() + 1;
    TrackingDomain served =
        declared.generation() >= expected
            ? declared
            : instead(book, declared.withGeneration(expected), last);
    return new Succession(declared, served, expected, Optional.of(last));
  }

  /** What its links are sealed for; an earlier version took a lower number than the highest. */
  private static int generation(Book book, Owner owner) {
    return book.claim(owner.account(), owner.host())
        .filter(claim -> claim.state().isOwned())
        .map(claim -> claim.domain().generation())
        .orElse(owner.generation());
  }

  /** A host that was declared for another account stays that one's: its links go on. */
  private static TrackingDomain instead(Book book, TrackingDomain next, Owner last) {
    boolean stays =
        last.isRivalOf(next.account())
            && book.claim(last.account(), last.host()).filter(Claim::declared).isPresent();
    return stays ? next.withOwner(last.account(), last.generation()) : next;
  }

  boolean isRefused() {
    return !served.equals(declared);
  }
}
