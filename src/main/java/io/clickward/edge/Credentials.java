package io.clickward.edge;

import io.clickward.cert.HostCertificate;
import io.netty.handler.ssl.OpenSslCredential;
import io.netty.handler.ssl.OpenSslCredentialBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ECDSA and the RSA certificate of a host as BoringSSL chooses between them: the first that the
 * client's signature algorithms and cipher suites allow (RFC 8446 section 4.4.2.2). A key manager
 * cannot choose there, for it is not told what the client offers.
 */
record Credentials(List<OpenSslCredential> inOrder) implements AutoCloseable {

  /** None for a host with one certificate, which its key manager shows. */
  static Credentials of(HostCertificate certificate, SslProvider provider) {
    return certificate
        .rsa()
        .filter(_ -> provider == SslProvider.OPENSSL_REFCNT)
        .map(rsa -> new Credentials(Stream.of(certificate, rsa).map(Credentials::one).toList()))
        .orElseGet(() -> new Credentials(List.of()));
  }

  private static OpenSslCredential one(HostCertificate certificate) {
    return OpenSslCredentialBuilder.forX509(
            certificate.key(), certificate.chain().toArray(X509Certificate[]::new))
        .build();
  }

  void addTo(SslContextBuilder builder) {
    builder.addCredentials(inOrder);
  }

  /** The context that was built has its own hold on them. */
  @Override
  public void close() {
    inOrder.forEach(OpenSslCredential::release);
  }
}
