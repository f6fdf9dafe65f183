package io.clickward.cert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The internal CA on disk: its key and, made from the key, its certificate. Both files appear whole
 * or not at all, and each is made by whoever comes first, so that processes which start together,
 * or one that dies in between, end with one and the same CA.
 */
final class AuthorityFolder {
  private static final Logger LOG = LoggerFactory.getLogger(AuthorityFolder.class);
  private static final String OWNER = "internal CA";
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> SECRET =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> PUBLIC =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final int DRAFT_NAME_BYTES = 8;
  private static final int PEM_LINE_CHARACTERS = 64;
  private static final byte[] NEW_LINE = {'\n'};
  private static final String RENEW =
      "Remove it and ca-key.pem and start again; every client must then trust the new ca.pem";
  private static final String RESTORE =
      "Restore both files from a backup; or remove both and start again, and have every client "
          + "trust the new ca.pem";

  private final Path folder;
  private final PemPlace certificate;
  private final PemPlace key;
  private final SecureRandom random;

  AuthorityFolder(Path folder, SecureRandom random) {
    this.folder = folder;
    this.certificate = PemPlace.chain(OWNER, folder.resolve("ca.pem"));
    this.key = PemPlace.key(OWNER, folder.resolve("ca-key.pem"));
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
              "a folder of this process on a local disk",
              "Correct its owner or the path"));
    }
    return load(now);
  }

  private void makeWhatIsMissing(Instant now) throws IOException, Unusable {
    // In this order: a certificate is only ever made after its key.
    boolean hasCertificate = Files.exists(certificate.file());
    boolean hasKey = Files.exists(key.file());
    if (hasCertificate) {
      return;
    }
    Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
    if (!hasKey) {
      byte[] pkcs8 = CertificateAuthority.keyPair(random).getPrivate().getEncoded();
      publish(key.file(), pem("PRIVATE KEY", pkcs8), SECRET);
    }
    X509Certificate selfSigned =
        CertificateAuthority.selfSigned(withPublicKey(KeyFile.read(key)), now, random);
    publish(certificate.file(), pem("CERTIFICATE", encoded(selfSigned)), PUBLIC);
  }

  private CertificateAuthority load(Instant now) throws Unusable {
    Problems problems = new Problems();
    Optional<PrivateKey> ownKey = problems.collect(() -> KeyFile.read(key));
    Optional<X509Certificate> own = problems.collect(() -> ChainFile.read(certificate).getFirst());
    problems.add(KeyFile.exposure(key));
    own.ifPresent(ca -> problems.addAll(checks(ca, ownKey, now)));
    problems.throwIfAny();
    return new CertificateAuthority(own.orElseThrow(), ownKey.orElseThrow(), random);
  }

  private List<Problem> checks(X509Certificate ca, Optional<PrivateKey> ownKey, Instant now) {
    Problems problems = new Problems();
    problems.addAll(Validity.problems(certificate, List.of(ca), now));
    if (ca.getBasicConstraints() < 0) {
      problems.add(certificate.problem("is not a CA's", "a certificate that may sign", RESTORE));
    }
    if (ownKey.isPresent() && !X509.belong(ownKey.get(), ca.getPublicKey())) {
      problems.add(key.problem("does not belong to " + certificate.file(), RESTORE));
    }
    return problems.list();
  }

  /** What keeps a CA that was opened well from signing now. */
  List<Problem> problems(CertificateAuthority ca, Instant now) {
    return Validity.problems(certificate, List.of(ca.certificate()), now);
  }

  /** Says in time that leaves are about to be cut short, as they cannot outlive the CA. */
  List<Problem> warnings(CertificateAuthority ca, Instant now) {
    return now.plus(CertificateAuthority.LEAF_LIFE).isAfter(ca.notAfter())
        ? List.of(
            certificate.problem(
                "expires at " + ca.notAfter(),
                "more than %d days left".formatted(CertificateAuthority.LEAF_LIFE.toDays()),
                RENEW))
        : List.of();
  }

  /** Makes a file appear with all of its content; a file that is there already stays. */
  private void publish(Path target, String content, Set<PosixFilePermission> permissions)
      throws IOException {
    Path draft = folder.resolve(".new-" + randomName());
    try {
      try (FileChannel out =
          FileChannel.open(
              draft, Set.of(CREATE_NEW, WRITE), PosixFilePermissions.asFileAttribute(SECRET))) {
        out.write(ByteBuffer.wrap(content.getBytes(US_ASCII)));
        Files.setPosixFilePermissions(draft, permissions);
        out.force(true);
      }
      Files.createLink(target, draft);
    } catch (FileAlreadyExistsException e) {
      LOG.info("{} was made by another process", target);
    } finally {
      Files.deleteIfExists(draft);
    }
    try (FileChannel entries = FileChannel.open(folder, READ)) {
      entries.force(true);
    }
  }

  private String randomName() {
    byte[] name = new byte[DRAFT_NAME_BYTES];
    random.nextBytes(name);
    return HexFormat.of().formatHex(name);
  }

  /** A P-256 key file names the private number only: the public point is that times G. */
  private KeyPair withPublicKey(PrivateKey privateKey) throws Unusable {
    if (!(privateKey instanceof ECPrivateKey ec)) {
      throw new Unusable(certificate.problem("does not exist", RESTORE));
    }
    var point = CustomNamedCurves.getByName("P-256").getG().multiply(ec.getS()).normalize();
    ECPoint w =
        new ECPoint(point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      return new KeyPair(
          factory.generatePublic(new ECPublicKeySpec(w, ec.getParams())), privateKey);
    } catch (GeneralSecurityException e) {
      throw new Unusable(certificate.problem("does not exist", RESTORE));
    }
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("just signed", e);
    }
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, Base64.getMimeEncoder(PEM_LINE_CHARACTERS, NEW_LINE).encodeToString(der));
  }
}
