package io.clickward.link;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.crypto.tink.subtle.AesSiv;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A token made from the written format alone, with HMAC for HKDF (RFC 5869) and the raw primitive:
 * what another language would do, and what a careless key holder could.
 */
final class Sealed {
  private Sealed() {}

  /** Seals any plaintext for host links.example.test, generation 1, with key 1. */
  static String token(byte[] plaintext) {
    try {
      byte[] secret = new byte[32];
      Arrays.fill(secret, (byte) 1);
      byte[] info = ("clickward link v1\0" + Links.HOST + "\0\0\0\0\1").getBytes(US_ASCII);
      byte[] associated = ("\1\1" + Links.HOST).getBytes(US_ASCII);
      byte[] sealed =
          new AesSiv(hkdf(secret, info)).encryptDeterministically(plaintext, associated);
      byte[] token = new byte[2 + sealed.length];
      token[0] = 1;
      token[1] = 1;
      System.arraycopy(sealed, 0, token, 2, sealed.length);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** 64 bytes: two blocks of HMAC-SHA256. */
  private static byte[] hkdf(byte[] secret, byte[] info) throws GeneralSecurityException {
    byte[] extracted = hmac(new byte[32], secret);
    byte[] first = hmac(extracted, info, new byte[] {1});
    byte[] second = hmac(extracted, first, info, new byte[] {2});
    byte[] both = Arrays.copyOf(first, 64);
    System.arraycopy(second, 0, both, 32, 32);
    return both;
  }

  private static byte[] hmac(byte[] key, byte[]... parts) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }
}
