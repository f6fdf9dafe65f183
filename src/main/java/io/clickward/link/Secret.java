package io.clickward.link;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** 32 random bytes that nothing prints and that are compared in constant time. */
public final class Secret {
  private static final int BYTES = 32;
  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A new secret. */
  public static Secret random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Secret(bytes);
  }

  /**
   * Reads what {@link #base64()} wrote.
   *
   * @throws IllegalArgumentException when it is not 32 bytes in base64url; the message does not
   *     repeat the text
   */
  public static Secret parse(String base64) {
    byte[] bytes = Base64Url.decode(base64);
    if (bytes == null || bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "is not a secret; expected 32 bytes in base64url, which is 43 characters");
    }
    return new Secret(bytes);
  }

  /** The secret as 43 characters of base64url, for the file that keeps it. */
  public String base64() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
  }

  /** The same for all: a secret is nobody's map key. */
  @Override
  public int hashCode() {
    return BYTES;
  }

  @Override
  public String toString() {
    return "Secret";
  }
}
