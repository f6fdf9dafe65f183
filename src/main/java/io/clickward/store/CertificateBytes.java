package io.clickward.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;

/** Keys and certificates as bytes: PKCS#8, X.509 and DER certificates one after the other. */
final class CertificateBytes {
  private CertificateBytes() {}

  static byte[] ofChain(List<X509Certificate> chain) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      for (X509Certificate certificate : chain) {
        all.writeBytes(certificate.getEncoded());
      }
      return all.toByteArray();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate has an encoding", e);
    }
  }

  static List<X509Certificate> chain(byte[] bytes) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(bytes))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (GeneralSecurityException e) {
      throw new StoreException("a stored certificate chain is damaged", e);
    }
  }

  static PrivateKey privateKey(String algorithm, byte[] pkcs8) {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new StoreException("a stored private key is damaged", e);
    }
  }

  /** A pair, both of the same algorithm. */
  static KeyPair pair(String algorithm, byte[] x509, byte[] pkcs8) {
    try {
      PublicKey own =
          KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(x509));
      return new KeyPair(own, privateKey(algorithm, pkcs8));
    } catch (GeneralSecurityException e) {
      throw new StoreException("a stored public key is damaged", e);
    }
  }
}
