package io.clickward.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/** HKDF-SHA256 (RFC 5869) without a salt, as link-format.md gives it. */
final class Derivation {
  private Derivation() {}

  /** Derives a key for a purpose; {@code subject} is what the key is bound to. */
  static byte[] derive(Secret secret, String purpose, byte[] subject, int bytes) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(secret.bytes())
                  .thenExpand(info(purpose, subject), bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF-SHA256 is missing from this Java runtime", e);
    }
  }

  /** The zero byte ends the purpose, so that no purpose and subject run into each other. */
  private static byte[] info(String purpose, byte[] subject) {
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.writeBytes(purpose.getBytes(UTF_8));
    info.write(0);
    info.writeBytes(subject);
    return info.toByteArray();
  }
}
