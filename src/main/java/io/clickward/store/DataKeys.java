package io.clickward.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM under the data keys of one purpose. Sealed form: version, number of the data key, 96
 * random bits of nonce, ciphertext with its tag; the name of the thing is associated data.
 */
final class DataKeys implements AtRest {
  static final int KEY_BYTES = 32;
  static final int NUMBER_MAX = 255;

  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int HEADER_BYTES = 2 + NONCE_BYTES;

  private final KeyPurpose purpose;
  private final NavigableMap<Integer, SecretKey> keys;
  private final SecureRandom random;

  private DataKeys(KeyPurpose purpose, NavigableMap<Integer, SecretKey> keys, SecureRandom random) {
    this.purpose = purpose;
    this.keys = keys;
    this.random = random;
  }

  /** Data keys by number; the highest seals. */
  static DataKeys of(KeyPurpose purpose, Map<Integer, byte[]> keys, SecureRandom random) {
    NavigableMap<Integer, SecretKey> all = new TreeMap<>();
    keys.forEach((number, bytes) -> all.put(number, new SecretKeySpec(bytes, "AES")));
    return new DataKeys(purpose, all, random);
  }

  /** A single key that is no data key: how a master key wraps. */
  static DataKeys of(KeyPurpose purpose, SecretKey key, SecureRandom random) {
    return new DataKeys(purpose, new TreeMap<>(Map.of(0, key)), random);
  }

  @Override
  public byte[] seal(String what, byte[] plain) {
    Map.Entry<Integer, SecretKey> newest = keys.lastEntry();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, newest.getValue(), nonce, what);
      byte[] ciphertext = cipher.doFinal(plain);
      return ByteBuffer.allocate(HEADER_BYTES + ciphertext.length)
          .put(VERSION)
          .put(newest.getKey().byteValue())
          .put(nonce)
          .put(ciphertext)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is missing from this Java runtime", e);
    }
  }

  @Override
  public byte[] open(String what, byte[] sealed) {
    SecretKey key = sealed.length < HEADER_BYTES ? null : keys.get(sealed[1] & 0xff);
    if (key == null || sealed[0] != VERSION) {
      throw unreadable(what, new GeneralSecurityException("no such data key"));
    }
    try {
      byte[] nonce = Arrays.copyOfRange(sealed, 2, HEADER_BYTES);
      return cipher(Cipher.DECRYPT_MODE, key, nonce, what)
          .doFinal(sealed, HEADER_BYTES, sealed.length - HEADER_BYTES);
    } catch (GeneralSecurityException e) {
      throw unreadable(what, e);
    }
  }

  private Cipher cipher(int mode, SecretKey key, byte[] nonce, String what)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD((purpose.word() + '\0' + what).getBytes(UTF_8));
    return cipher;
  }

  private static StoreException unreadable(String what, Exception cause) {
    return new StoreException(
        "%s cannot be opened: it was sealed with other keys, or changed. Restore the data folder and the master key that belong together."
            .formatted(what),
        cause);
  }
}
