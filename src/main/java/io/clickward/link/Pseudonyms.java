package io.clickward.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The pseudonyms of one account. Two accounts have different ones for the same address, so that
 * nobody can compare their recipients; link key rotation changes none.
 */
public final class Pseudonyms {
  private static final String PURPOSE = "clickward pseudonym v1";
  private static final String HMAC = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key;

  Pseudonyms(Secret installation, String account) {
    byte[] subject = Utf8.encode("account", account);
    this.key =
        new SecretKeySpec(Derivation.derive(installation, PURPOSE, subject, KEY_BYTES), HMAC);
  }

  /** The pseudonym of an address, in whatever case and with whatever space around it. */
  public Recipient.Pseudonym of(String address) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return Recipient.Pseudonym.of(
          mac.doFinal(address.strip().toLowerCase(Locale.ROOT).getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(HMAC + " is missing from this Java runtime", e);
    }
  }
}
