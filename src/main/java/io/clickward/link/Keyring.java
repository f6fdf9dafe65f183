package io.clickward.link;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * All live link keys and the installation secret. A retired key is simply absent. The installation
 * secret never rotates: pseudonyms are derived from it and must outlive every link key.
 *
 * @param installation the secret of the installation
 * @param keys at least one, in the order in which they begin to seal
 */
public record Keyring(Secret installation, List<LinkKey> keys) {
  /**
   * Sorts the keys.
   *
   * @throws IllegalArgumentException when there is none, or two have one number
   */
  public Keyring {
    keys =
        keys.stream()
            .sorted(Comparator.comparing(LinkKey::sealsFrom).thenComparing(LinkKey::number))
            .toList();
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("keyring has no key; expected at least one");
    }
    if (keys.stream().map(LinkKey::number).distinct().count() < keys.size()) {
      throw new IllegalArgumentException("keyring has two keys with one number");
    }
  }

  /**
   * The key that seals now: the last one whose time has come. Before the first one's time, as on a
   * machine whose clock is behind, it is the first.
   */
  public LinkKey sealing(Instant now) {
    LinkKey sealing = keys.getFirst();
    for (LinkKey key : keys) {
      if (!key.sealsFrom().isAfter(now)) {
        sealing = key;
      }
    }
    return sealing;
  }

  /** The pseudonyms of an account. */
  public Pseudonyms pseudonyms(String account) {
    return new Pseudonyms(installation, account);
  }
}
