package io.clickward.edge;

import io.clickward.cert.HostCertificate;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A key manager that knows one host's certificate, and the one beside it. The usual way through a
 * key store costs a hundred times more for each host (docs/decisions/0008-edge.md).
 */
final class HostKeys extends X509ExtendedKeyManager {
  private final HostCertificate certificate;

  private HostKeys(HostCertificate certificate) {
    this.certificate = certificate;
  }

  /**
   * For BoringSSL the parsed key is cached in native memory; otherwise every handshake would encode
   * and parse it again.
   */
  static KeyManagerFactory factory(HostCertificate certificate) {
    KeyManagerFactory plain = new Factory(new HostKeys(certificate));
    return OpenSsl.isAvailable() ? new OpenSslCachingX509KeyManagerFactory(plain) : plain;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return chooseServerAlias(keyType, issuers, null);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    // Key types come as "EC", "RSA" or, from TLS 1.2 suites, as "EC_EC", "RSA" and the like.
    return all().map(HostKeys::alias).filter(keyType::startsWith).findFirst().orElse(null);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = chooseServerAlias(keyType, issuers, null);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return named(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return named(alias).key();
  }

  private HostCertificate named(String alias) {
    return all().filter(one -> alias(one).equals(alias)).findFirst().orElseThrow();
  }

  private Stream<HostCertificate> all() {
    return Stream.concat(Stream.of(certificate), certificate.rsa().stream());
  }

  /** A certificate is named by the kind of its key, of which there is one each. */
  private static String alias(HostCertificate one) {
    return one.key().getAlgorithm();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  private static final class Factory extends KeyManagerFactory {
    Factory(KeyManager keys) {
      super(new Spi(keys), new NoProvider(), "clickward");
    }
  }

  private static final class NoProvider extends Provider {
    NoProvider() {
      super("clickward", "1", "one host's certificate");
    }
  }

  private static final class Spi extends KeyManagerFactorySpi {
    private final KeyManager keys;

    Spi(KeyManager keys) {
      this.keys = keys;
    }

    @Override
    protected void engineInit(@Nullable KeyStore store, char @Nullable [] password) {}

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) {}

    @Override
    protected KeyManager[] engineGetKeyManagers() {
      return new KeyManager[] {keys};
    }
  }
}
