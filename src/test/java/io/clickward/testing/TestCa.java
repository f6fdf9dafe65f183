package io.clickward.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A CA in memory that signs whatever a test asks for, be it wrong. A root, or an intermediate whose
 * leaves carry it in their chain.
 */
public final class TestCa {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration CA_LIFE = Duration.ofDays(3650);
  private static final Duration LEAF_LIFE = Duration.ofDays(90);

  private final KeyPair keys;
  private final X509Certificate certificate;
  private final List<X509Certificate> above;
  private final Instant now;

  private TestCa(
      KeyPair keys, X509Certificate certificate, List<X509Certificate> above, Instant now) {
    this.keys = keys;
    this.certificate = certificate;
    this.above = above;
    this.now = now;
  }

  /** A self-signed CA with a P-256 key, valid from {@code now} for ten years. */
  public static TestCa root(String name, Instant now) {
    KeyPair keys = ec();
    X500Principal subject = new X500Principal("CN=" + name);
    Leaf self =
        sign(subject, keys, subject, keys, now, now.plus(CA_LIFE), new BasicConstraints(true));
    return new TestCa(keys, self.certificate(), List.of(), now);
  }

  /** A CA below this one, with this one's dates. */
  public TestCa intermediate(String name) {
    return intermediate(name, now, now.plus(CA_LIFE));
  }

  /** A CA below this one. */
  public TestCa intermediate(String name, Instant notBefore, Instant notAfter) {
    KeyPair own = ec();
    Leaf signed =
        sign(
            certificate.getSubjectX500Principal(),
            keys,
            new X500Principal("CN=" + name),
            own,
            notBefore,
            notAfter,
            new BasicConstraints(true));
    List<X509Certificate> chain =
        Stream.concat(Stream.of(signed.certificate()), above.stream()).toList();
    return new TestCa(own, signed.certificate(), chain, now);
  }

  /** The CA's own certificate, what a client trusts when this is a root. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** A P-256 leaf for these DNS names, valid for 90 days. */
  public Leaf leaf(String... dnsNames) {
    return leaf(ec(), now, now.plus(LEAF_LIFE), dnsNames);
  }

  /** A leaf with every choice the test's own. */
  public Leaf leaf(KeyPair leafKeys, Instant notBefore, Instant notAfter, String... dnsNames) {
    Leaf signed =
        sign(
            certificate.getSubjectX500Principal(),
            keys,
            new X500Principal("CN=leaf"),
            leafKeys,
            notBefore,
            notAfter,
            new BasicConstraints(false),
            dnsNames);
    return new Leaf(leafKeys, Stream.concat(signed.chain().stream(), above.stream()).toList());
  }

  /** A fresh P-256 key pair. */
  public static KeyPair ec() {
    return keyPair("EC", 256);
  }

  /** A fresh key pair, such as of "RSA" and 2048 bits. */
  public static KeyPair keyPair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits, RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What looks like an RSA pair of so many bits, made without looking for primes: for looks only.
   */
  public static KeyPair rsaToLookAt(int bits) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
    BigInteger exponent = RSAKeyGenParameterSpec.F4;
    try {
      KeyFactory factory = KeyFactory.getInstance("RSA");
      return new KeyPair(
          factory.generatePublic(new RSAPublicKeySpec(modulus, exponent)),
          factory.generatePrivate(
              new RSAPrivateCrtKeySpec(
                  modulus, exponent, modulus, modulus, modulus, modulus, modulus, modulus)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A certificate and what a server needs to show it.
   *
   * @param chain the leaf first, then its CAs without the root
   */
  public record Leaf(KeyPair keys, List<X509Certificate> chain) {
    /** The leaf itself. */
    public X509Certificate certificate() {
      return chain.getFirst();
    }

    /** The chain as a PEM file. */
    public String chainPem() {
      return pem(chain.toArray(X509Certificate[]::new));
    }

    /** The private key as a PKCS#8 PEM file. */
    public String keyPem() {
      return pem(keys.getPrivate());
    }
  }

  /** These certificates in this order as a PEM file. */
  public static String pem(X509Certificate... certificates) {
    StringBuilder all = new StringBuilder();
    for (X509Certificate one : certificates) {
      try {
        all.append(pem("CERTIFICATE", one.getEncoded()));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
    return all.toString();
  }

  /** A private key as a PKCS#8 PEM file. */
  public static String pem(Key key) {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** A PEM block. */
  public static String pem(String label, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  private static Leaf sign(
      X500Principal issuer,
      KeyPair issuerKeys,
      X500Principal subject,
      KeyPair keys,
      Instant notBefore,
      Instant notAfter,
      BasicConstraints constraints,
      String... dnsNames) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  issuer,
                  new BigInteger(64, RANDOM),
                  Date.from(notBefore),
                  Date.from(notAfter),
                  subject,
                  keys.getPublic())
              .addExtension(Extension.basicConstraints, true, constraints)
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuerKeys.getPublic()));
      if (dnsNames.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, names(dnsNames));
      }
      byte[] der =
          builder
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate()))
              .getEncoded();
      return new Leaf(
          keys,
          List.of(
              (X509Certificate)
                  CertificateFactory.getInstance("X.509")
                      .generateCertificate(new ByteArrayInputStream(der))));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static GeneralNames names(String... dnsNames) {
    return new GeneralNames(
        Arrays.stream(dnsNames)
            .map(name -> new GeneralName(GeneralName.dNSName, name))
            .toArray(GeneralName[]::new));
  }
}
