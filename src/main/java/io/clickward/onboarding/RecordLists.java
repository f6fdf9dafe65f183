package io.clickward.onboarding;

import io.clickward.domain.Claim;
import io.clickward.domain.Finding;
import java.util.List;

/** The DNS records of a domain, for its provider and edge. */
public interface RecordLists {
  /** Every record that the domain needs; asks nobody. The ownership record comes first. */
  List<RecordLine> list(Claim claim);

  /** The same, each with what DNS answers now. May block for as long as DNS does. */
  List<RecordAnswer> check(Claim claim);

  /** Why the list lacks something that the domain needs; asks nobody. Empty when it is whole. */
  List<Finding> gaps(Claim claim);
}
