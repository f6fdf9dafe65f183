package io.clickward.cert;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/** Questions to certificates and keys that the JDK answers only in several steps. */
final class X509 {
  private static final int DNS_NAME = 2;

  private X509() {}

  static X509Certificate certificate(byte[] der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  /** The DNS names of the certificate; the subject's CN is none (RFC 9525 section 2). */
  static List<String> dnsNames(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> name.getFirst().equals(DNS_NAME))
              .map(name -> name.get(1).toString().toLowerCase(Locale.ROOT))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  /**
   * Whether a certificate's DNS name is the host or the wildcard over it (RFC 9525 section 6.3).
   */
  static boolean covers(String name, String host) {
    return name.equals(host)
        || (name.startsWith("*.") && name.substring(1).equals(host.substring(host.indexOf('.'))));
  }

  /** The subject, or, as new certificates have none, the serial number in openssl's spelling. */
  static String describe(X509Certificate certificate) {
    String subject = certificate.getSubjectX500Principal().getName();
    return subject.isEmpty() ? "serial=%X".formatted(certificate.getSerialNumber()) : subject;
  }

  /** Whether the signer's key made the certificate's signature, under the name it says. */
  static boolean signed(X509Certificate signer, X509Certificate certificate) {
    if (!certificate.getIssuerX500Principal().equals(signer.getSubjectX500Principal())) {
      return false;
    }
    try {
      certificate.verify(signer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Whether the private key belongs to the public one, by trying them. */
  static boolean belong(PrivateKey key, PublicKey publicKey) {
    try {
      byte[] sample = {1, 2, 3};
      Signature signature = Signature.getInstance(signatureAlgorithm(publicKey));
      signature.initSign(key);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(sample);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** The point that a P-256 private number stands for, which PKCS#8 may leave out. */
  static PublicKey publicKey(ECPrivateKey key) {
    org.bouncycastle.math.ec.ECPoint point =
        CustomNamedCurves.getByName("P-256").getG().multiply(key.getS()).normalize();
    BigInteger x = point.getAffineXCoord().toBigInteger();
    BigInteger y = point.getAffineYCoord().toBigInteger();
    try {
      return KeyFactory.getInstance("EC")
          .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), key.getParams()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a point on its own curve is a key", e);
    }
  }

  /** The public key of a P-256 or RSA private key. */
  static PublicKey publicKey(PrivateKey key) throws GeneralSecurityException {
    return switch (key) {
      case ECPrivateKey ec -> publicKey(ec);
      case RSAPrivateCrtKey rsa ->
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
      default -> throw new InvalidKeyException("a key of type " + key.getAlgorithm());
    };
  }

  /** The JDK's name for signing with this key and SHA-256. */
  static String signatureAlgorithm(Key key) {
    return key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256with" + key.getAlgorithm();
  }
}
