package io.clickward.cert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The internal CA on disk: its key and, made from the key, its certificate. Each is made by whoever
 * comes first, so that processes which start together, or one that died in between, end with one
 * and the same CA.
 */
final class AuthorityFolder {
  private static final String OWNER = "internal CA";
  private static final String CERTIFICATE = "ca.pem";
  private static final String KEY = "ca-key.pem";
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> SECRET =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> PUBLIC =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final int PEM_LINE_CHARACTERS = 64;
  private static final byte[] NEW_LINE = {'\n'};
  private static final String RENEWAL =
      "Remove it and ca-key.pem, restart, and have every client trust the new ca.pem";
  private static final String RESTORE =
      "Restore ca.pem and ca-key.pem from a backup; or remove both, restart, and have every client "
          + "trust the new ca.pem";

  private final Path folder;
  private final NewFiles files;
  private final PemPlace certificate;
  private final PemPlace key;
  private final SecureRandom random;

  AuthorityFolder(Path folder, SecureRandom random) {
    this.folder = folder;
    this.files = new NewFiles(folder, random);
    this.certificate = PemPlace.chain(OWNER, folder.resolve(CERTIFICATE));
    this.key = PemPlace.key(OWNER, folder.resolve(KEY));
    this.random = random;
  }

  /** The CA of this folder, made when it does not exist. */
  CertificateAuthority open(Instant now) throws Unusable {
    try {
      makeWhatIsMissing(now);
    } catch (IOException e) {
      throw new Unusable(
          new Problem(
              "%s, folder %s".formatted(OWNER, folder),
              "cannot be written (%s)".formatted(e),
              "a local folder that this process may write",
              "Correct its owner or the path"));
    }
    return load(now);
  }

  private void makeWhatIsMissing(Instant now) throws IOException, Unusable {
    // Looked at in this order, as a certificate is only ever made after its key.
    boolean hasCertificate = Files.exists(certificate.file());
    boolean hasKey = Files.exists(key.file());
    if (hasCertificate && !hasKey) {
      throw new Unusable(key.problem("does not exist", "the key of ca.pem", RESTORE));
    }
    if (!hasKey) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
      byte[] pkcs8 = CertificateAuthority.keyPair(random).getPrivate().getEncoded();
      files.create(KEY, pem("PRIVATE KEY", pkcs8), SECRET);
    }
    if (!hasCertificate) {
      byte[] selfSigned = selfSigned(KeyFile.read(key), now);
      files.create(CERTIFICATE, pem("CERTIFICATE", selfSigned), PUBLIC);
    }
  }

  private byte[] selfSigned(PrivateKey ownKey, Instant now) throws Unusable {
    if (!(ownKey instanceof ECPrivateKey ec)) {
      throw new Unusable(key.problem("is not a P-256 key", "the key that Clickward made", RESTORE));
    }
    try {
      KeyPair keys = new KeyPair(X509.publicKey(ec), ec);
      return CertificateAuthority.selfSigned(keys, now, random).getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("what was just signed has an encoding", e);
    }
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, Base64.getMimeEncoder(PEM_LINE_CHARACTERS, NEW_LINE).encodeToString(der));
  }

  private CertificateAuthority load(Instant now) throws Unusable {
    Problems problems = new Problems();
    Optional<PrivateKey> ownKey = problems.collect(() -> KeyFile.read(key));
    Optional<X509Certificate> ca = problems.collect(() -> ChainFile.read(certificate).getFirst());
    problems.add(KeyFile.exposure(key));
    ca.ifPresent(
        present -> {
          problems.add(Validity.problem(certificate, present, now, RENEWAL));
          problems.add(unfit(present));
          problems.add(ownKey.flatMap(found -> KeyFile.mismatch(key, found, present)));
        });
    problems.throwIfAny();
    return new CertificateAuthority(ca.orElseThrow(), ownKey.orElseThrow(), random);
  }

  private Optional<Problem> unfit(X509Certificate ca) {
    return ca.getBasicConstraints() < 0
        ? Optional.of(certificate.problem("is not a CA's", "the one that Clickward made", RESTORE))
        : ChainFile.weak(certificate, ca.getPublicKey());
  }

  /** Throws when the time of a CA that was opened well is over, or has not come. */
  void requireValid(CertificateAuthority ca, Instant now) throws Unusable {
    Problems problems = new Problems();
    problems.add(Validity.problem(certificate, ca.certificate(), now, RENEWAL));
    problems.throwIfAny();
  }

  /** Says in time that leaves are cut short from now on, as they cannot outlive the CA. */
  List<Problem> warnings(CertificateAuthority ca, Instant now) {
    return Validity.endsWithin(
            CertificateAuthority.LEAF_LIFE, certificate, ca.certificate(), now, RENEWAL)
        .stream()
        .toList();
  }
}
