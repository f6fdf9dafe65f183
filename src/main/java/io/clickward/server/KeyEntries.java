package io.clickward.server;

import io.clickward.api.KeyEntry;
import io.clickward.link.Keyring;
import java.time.Instant;
import java.util.List;

/** A keyring as the API shows it: without its secrets. */
final class KeyEntries {
  private KeyEntries() {}

  static List<KeyEntry> of(Keyring keyring, Instant now) {
    int sealing = keyring.sealing(now).number();
    return keyring.keys().stream()
        .map(key -> new KeyEntry(key.number(), key.sealsFrom(), key.number() == sealing))
        .toList();
  }
}
