package io.clickward.onboarding;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Makes ids and unguessable values. */
final class Names {
  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 32;
  private static final int PROOF_BYTES = 20;
  private static final HexFormat HEX = HexFormat.of();

  private final SecureRandom random;

  Names(SecureRandom random) {
    this.random = random;
  }

  /** Says nothing and guards nothing. */
  String id() {
    return HEX.formatHex(bytes(ID_BYTES));
  }

  /** 256 bits. */
  String secret() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(SECRET_BYTES));
  }

  /** 160 bits in lower case, so that no form or zone file can spoil it. */
  String proof() {
    return HEX.formatHex(bytes(PROOF_BYTES));
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
