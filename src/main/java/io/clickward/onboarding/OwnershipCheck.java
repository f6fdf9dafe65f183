package io.clickward.onboarding;

import io.clickward.domain.Evidence;
import io.clickward.domain.HostName;

/** Looks for the record by which an account shows that a host is its own. */
public interface OwnershipCheck {
  /**
   * Looks once, and never from a cache. May block for as long as DNS does.
   *
   * @param host the claimed host, the subject of the findings
   * @param recordName the name of the TXT record; other accounts have theirs under the same name
   * @param text what one of its texts has to be, exactly
   */
  Evidence check(HostName host, String recordName, String text);
}
