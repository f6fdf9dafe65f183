package io.clickward.store;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator of claims that cannot be read: of each once, as every look meets it again. */
final class DamagedClaims {
  private static final Logger log = LoggerFactory.getLogger(DamagedClaims.class);
  private static final int TOLD_MAX = 1000;

  private final Set<String> told = ConcurrentHashMap.newKeySet();

  void tell(DamagedClaimException damage) {
    String message = String.valueOf(damage.getMessage());
    if (told.size() < TOLD_MAX && told.add(message)) {
      log.error("In the database, {}", message);
    }
  }
}
