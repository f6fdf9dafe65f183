package io.clickward.store;

import java.util.Locale;

/** What data keys protect. Each purpose has keys of its own, in a file of its own. */
public enum KeyPurpose {
  /** Private keys of certificates and of ACME accounts. */
  TLS,
  /** The keys that seal and open links. */
  LINK;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
