package io.clickward.onboarding;

import io.clickward.domain.Claim;
import io.clickward.domain.Evidence;

/** Tries a domain over https, from outside in, as a reader's browser would. */
public interface HttpsProbe {
  /** One probe; may take seconds. Good only when new links may be https. */
  Evidence probe(Claim claim);
}
