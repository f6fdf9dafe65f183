package io.clickward.dns;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What CAA (RFC 8659) says about a name.
 *
 * @param state whether records were found
 * @param foundAt the name of the records that count; empty without records
 * @param records these records as a zone file writes them
 * @param reason why nobody could be asked; else empty
 * @param rights what each CA that was asked about may do
 */
public record Caa(
    State state, String foundAt, List<String> records, String reason, List<Right> rights) {

  /** Whether there are CAA records. */
  public enum State {
    /** None up to the top: every CA may issue. */
    NONE,
    FOUND,
    /** Nobody could say, and a CA that is told the same must refuse. */
    COULD_NOT_ASK
  }

  /**
   * What one CA may do.
   *
   * @param ca the CA
   * @param methods by which challenges it may issue; none when it may not issue at all
   * @param why why not by all; empty when by all
   */
  public record Right(CaIdentity ca, Set<ChallengeMethod> methods, String why) {
    public Right {
      methods = Set.copyOf(methods);
    }
  }

  public Caa {
    records = List.copyOf(records);
    rights = List.copyOf(rights);
  }

  /** What the CA of this issuer domain name may do. */
  public Optional<Right> right(String issuer) {
    return rights.stream().filter(r -> r.ca().issuer().equalsIgnoreCase(issuer)).findFirst();
  }

  /** Whether CAs were asked about and none of them may issue by any method. */
  public boolean forbidsAll() {
    return state == State.FOUND
        && !rights.isEmpty()
        && rights.stream().allMatch(r -> r.methods().isEmpty());
  }
}
