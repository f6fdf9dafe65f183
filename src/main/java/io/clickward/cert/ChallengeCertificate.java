package io.clickward.cert;

import io.clickward.domain.HostName;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The self-signed certificate that answers a tls-alpn-01 challenge (RFC 8737 section 3). */
final class ChallengeCertificate {
  private static final ASN1ObjectIdentifier ACME_IDENTIFIER =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31");
  private static final Duration LIFE = Duration.ofDays(7);
  private static final Duration CLOCK_SKEW_MAX = Duration.ofDays(1);
  private static final int SERIAL_BITS = 128;

  private ChallengeCertificate() {}

  /**
   * A certificate with a key of its own.
   *
   * @param validation the SHA-256 of the key authorization
   */
  static HostCertificate of(HostName host, byte[] validation, Instant now, SecureRandom random) {
    KeyPair keys = CertificateAuthority.keyPair(random);
    X500Principal name = new X500Principal("CN=ACME challenge");
    try {
      byte[] der =
          new JcaX509v3CertificateBuilder(
                  name,
                  new BigInteger(SERIAL_BITS, random),
                  Date.from(now.minus(CLOCK_SKEW_MAX)),
                  Date.from(now.plus(LIFE)),
                  name,
                  keys.getPublic())
              .addExtension(
                  Extension.subjectAlternativeName,
                  false,
                  new GeneralNames(new GeneralName(GeneralName.dNSName, host.value())))
              .addExtension(ACME_IDENTIFIER, true, new DEROctetString(validation))
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
              .getEncoded();
      return HostCertificate.of(keys.getPrivate(), List.of(X509.certificate(der)));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot sign a challenge certificate for " + host, e);
    }
  }
}
