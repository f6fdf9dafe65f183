package io.clickward.track;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.clickward.domain.TrackingDomain;
import io.clickward.link.Keyring;
import io.clickward.link.LinkSeal;

/**
 * What opens the links of each domain under one keyring: made when a domain is first asked for, and
 * kept in a bounded cache. Making one derives keys, which takes microseconds and waits for nothing.
 */
final class Seals {
  /** At about half a KiB each some 6 MiB when all are in use. */
  static final int SEALS_MAX = 10_000;

  private final Keyring keyring;
  private final Cache<String, Made> made;

  /** A host's seal, which is only good for one owner of the host. */
  private record Made(int generation, LinkSeal seal) {}

  Seals(Keyring keyring, int sealsMax) {
    this.keyring = keyring;
    this.made = Caffeine.newBuilder().maximumSize(sealsMax).executor(Runnable::run).build();
  }

  boolean areOf(Keyring other) {
    return keyring.equals(other);
  }

  LinkSeal of(TrackingDomain domain) {
    String host = domain.host().value();
    Made kept = made.getIfPresent(host);
    if (kept != null && kept.generation == domain.generation()) {
      return kept.seal;
    }
    LinkSeal seal = LinkSeal.of(keyring, host, domain.generation());
    made.put(host, new Made(domain.generation(), seal));
    return seal;
  }

  /** How many are in memory, once what is too much has gone. */
  long count() {
    made.cleanUp();
    return made.estimatedSize();
  }
}
