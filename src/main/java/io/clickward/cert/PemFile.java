package io.clickward.cert;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemHeader;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * What a PEM file (RFC 7468) holds, as far as certificates go. Other blocks, such as EC or DH
 * parameters, may stand beside and are passed over.
 *
 * @param encrypted whether a private key under a pass phrase is among it
 */
record PemFile(List<X509Certificate> certificates, List<PrivateKeyInfo> keys, boolean encrypted) {
  private static final int FILE_BYTES_MAX = 1024 * 1024;

  static PemFile read(PemPlace place) throws Unusable {
    return of(place, content(place));
  }

  /** The same of what somebody sent. */
  static PemFile of(PemPlace place, byte[] content) throws Unusable {
    if (content.length == 0) {
      throw new Unusable(place.problem("is empty", "Write it again, or correct the path"));
    }
    if (isDer(content)) {
      throw new Unusable(
          place.problem(
              "is binary (DER or PKCS#12), not PEM",
              "Convert it: " + place.fromDer() + " -in OLD -out NEW (.p12, .pfx: openssl pkcs12)"));
    }
    return parse(place, content);
  }

  private static byte[] content(PemPlace place) throws Unusable {
    Path file = place.file();
    requireRegularFile(place);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(FILE_BYTES_MAX + 1);
      if (content.length > FILE_BYTES_MAX) {
        throw new Unusable(
            place.problem("is larger than " + FILE_BYTES_MAX + " bytes", "Correct the path"));
      }
      return content;
    } catch (AccessDeniedException e) {
      throw new Unusable(
          place.problem("may not be read by this process", "Give its user read access"));
    } catch (IOException e) {
      throw new Unusable(
          place.problem("cannot be read (" + e.getMessage() + ")", "Correct the path or the disk"));
    }
  }

  /** Looked at before it is opened: opening a pipe would wait for its writer. */
  private static void requireRegularFile(PemPlace place) throws Unusable {
    if (Files.isDirectory(place.file())) {
      throw new Unusable(place.problem("is a directory", "Name the file in it"));
    }
    if (Files.notExists(place.file())) {
      throw new Unusable(
          place.problem("does not exist", "Write the file there, or correct the path"));
    }
    if (Files.exists(place.file()) && !Files.isRegularFile(place.file())) {
      throw new Unusable(place.problem("is not a regular file", "Correct the path"));
    }
  }

  /** An ASN.1 SEQUENCE, of a long length or, as EC keys are, just as long as the file. */
  private static boolean isDer(byte[] content) {
    return content.length > 1
        && content[0] == 0x30
        && (content[1] < 0 || content[1] == content.length - 2);
  }

  private static PemFile parse(PemPlace place, byte[] content) throws Unusable {
    List<X509Certificate> certificates = new ArrayList<>();
    List<PrivateKeyInfo> keys = new ArrayList<>();
    boolean encrypted = false;
    int block = 1;
    try (PemReader reader = new PemReader(new StringReader(new String(content, US_ASCII)))) {
      for (PemObject next = reader.readPemObject(); next != null; next = reader.readPemObject()) {
        certificate(next).ifPresent(certificates::add);
        if (isEncrypted(next)) {
          encrypted = true;
        } else {
          key(next).ifPresent(keys::add);
        }
        block++;
      }
    } catch (IOException | CertificateException | RuntimeException e) {
      // BouncyCastle reports some damage by unchecked exceptions of several types.
      throw new Unusable(
          place.problem("is damaged in PEM block " + block, "Copy the file again, whole"));
    }
    return new PemFile(List.copyOf(certificates), List.copyOf(keys), encrypted);
  }

  private static Optional<X509Certificate> certificate(PemObject block)
      throws CertificateException {
    return block.getType().equals("CERTIFICATE")
        ? Optional.of(X509.certificate(block.getContent()))
        : Optional.empty();
  }

  /** By PKCS#8 type, or by the header of the traditional forms (RFC 1421 section 4.6.1.1). */
  private static boolean isEncrypted(PemObject block) {
    List<?> headers = block.getHeaders();
    return block.getType().equals("ENCRYPTED PRIVATE KEY")
        || headers.stream()
            .anyMatch(header -> ((PemHeader) header).getValue().endsWith(",ENCRYPTED"));
  }

  /** PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 appendix A.1.2) or SEC1 (RFC 5915), all as PKCS#8. */
  private static Optional<PrivateKeyInfo> key(PemObject block) throws IOException {
    return switch (block.getType()) {
      case "PRIVATE KEY" -> Optional.of(PrivateKeyInfo.getInstance(block.getContent()));
      case "RSA PRIVATE KEY" ->
          Optional.of(
              new PrivateKeyInfo(
                  new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                  RSAPrivateKey.getInstance(block.getContent())));
      case "EC PRIVATE KEY" -> {
        ECPrivateKey key = ECPrivateKey.getInstance(block.getContent());
        yield Optional.of(
            new PrivateKeyInfo(
                new AlgorithmIdentifier(
                    X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
                key));
      }
      default -> Optional.empty();
    };
  }
}
