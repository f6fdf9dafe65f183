package io.clickward.cert;

import io.clickward.domain.HostName;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The internal CA: signs leaves whose keys live in memory only. Certificates follow RFC 5280. */
record CertificateAuthority(X509Certificate certificate, PrivateKey key, SecureRandom random) {
  static final Duration LEAF_LIFE = Duration.ofDays(90);
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(3652);

  /** How far a client's clock may be behind. */
  private static final Duration CLOCK_SKEW_MAX = Duration.ofHours(1);

  private static final int SERIAL_BITS = 128;
  private static final int NAME_BYTES = 4;
  private static final int RSA_BITS = 2048;

  /** Leaves have no subject; their name is the critical SAN (section 4.1.2.6). */
  private static final X500Principal NO_NAME = new X500Principal("");

  /** A new P-256 key pair. */
  static KeyPair keyPair(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  /** A new RSA key pair. */
  static KeyPair rsaKeyPair(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  /** Signs a CA certificate with the CA's own key; the key's hash in its name tells CAs apart. */
  static X509Certificate selfSigned(KeyPair keys, Instant now, SecureRandom random) {
    try {
      byte[] keyId = keyIds().createSubjectKeyIdentifier(keys.getPublic()).getKeyIdentifier();
      X500Principal name =
          new X500Principal(
              "CN=Clickward internal CA " + HexFormat.of().formatHex(keyId, 0, NAME_BYTES));
      X509v3CertificateBuilder builder =
          builder(name, now, now.plus(AUTHORITY_LIFE), name, keys.getPublic(), random)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return sign(builder, keys.getPrivate(), random);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot sign a CA certificate", e);
    }
  }

  Instant notAfter() {
    return certificate.getNotAfter().toInstant();
  }

  /** A new key and certificate for a host, valid for {@link #LEAF_LIFE} or as long as the CA. */
  HostCertificate issue(HostName host, Instant now) {
    return issue(host, keyPair(random), now);
  }

  /** The same with an RSA certificate beside. */
  HostCertificate issueBoth(HostName host, Instant now) {
    return issue(host, now).beside(issue(host, rsaKeyPair(random), now));
  }

  private HostCertificate issue(HostName host, KeyPair keys, Instant now) {
    Instant end = now.plus(LEAF_LIFE);
    try {
      X509v3CertificateBuilder builder =
          builder(
              certificate.getSubjectX500Principal(),
              now,
              end.isBefore(notAfter()) ? end : notAfter(),
              NO_NAME,
              keys.getPublic(),
              random);
      addLeafExtensions(builder, host);
      return HostCertificate.of(keys.getPrivate(), List.of(sign(builder, key, random)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot sign a certificate for " + host, e);
    }
  }

  private void addLeafExtensions(X509v3CertificateBuilder builder, HostName host)
      throws GeneralSecurityException, IOException {
    GeneralName name = new GeneralName(GeneralName.dNSName, host.value());
    builder
        .addExtension(Extension.subjectAlternativeName, true, new GeneralNames(name))
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            keyIds().createAuthorityKeyIdentifier(certificate.getPublicKey()));
  }

  private static X509v3CertificateBuilder builder(
      X500Principal issuer,
      Instant now,
      Instant end,
      X500Principal subject,
      PublicKey key,
      SecureRandom random)
      throws GeneralSecurityException, IOException {
    return new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(SERIAL_BITS, random),
            Date.from(now.minus(CLOCK_SKEW_MAX)),
            Date.from(end),
            subject,
            key)
        .addExtension(
            Extension.subjectKeyIdentifier, false, keyIds().createSubjectKeyIdentifier(key));
  }

  private static X509Certificate sign(
      X509v3CertificateBuilder builder, PrivateKey key, SecureRandom random)
      throws GeneralSecurityException, IOException {
    try {
      return X509.certificate(
          builder
              .build(
                  new JcaContentSignerBuilder(X509.signatureAlgorithm(key))
                      .setSecureRandom(random)
                      .build(key))
              .getEncoded());
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static JcaX509ExtensionUtils keyIds() throws GeneralSecurityException {
    return new JcaX509ExtensionUtils();
  }
}
