package io.clickward.cert;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Reads a file with one private key, and says who else can. */
final class KeyFile {
  private static final Set<PosixFilePermission> OWNER_ONLY = Set.of(OWNER_READ, OWNER_WRITE);

  private KeyFile() {}

  static PrivateKey read(PemPlace place) throws Unusable {
    return of(place, PemFile.read(place));
  }

  /** The same of a file that has been read. */
  static PrivateKey of(PemPlace place, PemFile file) throws Unusable {
    if (file.encrypted()) {
      throw new Unusable(
          place.problem(
              "is encrypted with a pass phrase, which nobody could type at a restart",
              "Decrypt it (openssl pkey -in OLD -out NEW) and make the new file 0600"));
    }
    if (file.keys().size() != 1) {
      throw new Unusable(wrongCount(place, file));
    }
    PrivateKey key = key(place, file.keys().getFirst());
    Optional<Problem> costly = ChainFile.costly(place, key);
    if (costly.isPresent()) {
      throw new Unusable(costly.get());
    }
    return key;
  }

  private static PrivateKey key(PemPlace place, PrivateKeyInfo info) throws Unusable {
    try {
      return new JcaPEMKeyConverter().getPrivateKey(info);
    } catch (PEMException e) {
      throw new Unusable(
          place.problem(
              "holds a private key of an unknown type or curve",
              "an RSA, P-256 or P-384 key",
              "Have the certificate issued for such a key"));
    }
  }

  private static Problem wrongCount(PemPlace place, PemFile file) {
    if (!file.keys().isEmpty()) {
      return place.problem(
          "contains %d private keys".formatted(file.keys().size()), "Leave only the leaf's key");
    }
    return file.certificates().isEmpty()
        ? place.problem("contains no private key", "Correct the path")
        : place.problem(
            "contains a certificate but no private key",
            "Correct the paths; perhaps the two are swapped");
  }

  /** Says so when the key is not the certificate's. */
  static Optional<Problem> mismatch(PemPlace place, PrivateKey key, X509Certificate certificate) {
    return X509.belong(key, certificate.getPublicKey())
        ? Optional.empty()
        : Optional.of(
            place.problem(
                "does not belong to the certificate %s".formatted(X509.describe(certificate)),
                "that certificate's private key",
                "Put a certificate and a key there that belong together"));
  }

  /** Says so when others than the file's owner can get at the key. */
  static Optional<Problem> exposure(PemPlace place) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(place.file());
      return OWNER_ONLY.containsAll(permissions)
          ? Optional.empty()
          : Optional.of(
              place.problem(
                  "is open to others than its owner",
                  "permissions 0600",
                  "Make it so (chmod 0600 %s)".formatted(place.file())));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
