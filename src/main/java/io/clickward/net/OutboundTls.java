package io.clickward.net;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS as a browser with a clean history would speak it: the platform's trust store, and every
 * handshake in full. (JSSE would resume a session by host and port, and send its server name.)
 */
public final class OutboundTls {
  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]*[A-Za-z][A-Za-z0-9-]*");

  private final X509ExtendedTrustManager trust;

  private OutboundTls(X509ExtendedTrustManager trust) {
    this.trust = trust;
  }

  /** Trusts what the platform trusts. */
  public static OutboundTls platform() {
    return platformAnd(List.of());
  }

  /** Trusts further CAs too, for installations without a way to the public ones. */
  public static OutboundTls platformAnd(List<X509Certificate> further) {
    try {
      X509ExtendedTrustManager platform = manager(null);
      if (further.isEmpty()) {
        return new OutboundTls(platform);
      }
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      int number = 0;
      for (X509Certificate ca : platform.getAcceptedIssuers()) {
        all.setCertificateEntry("platform-" + number++, ca);
      }
      for (X509Certificate ca : further) {
        all.setCertificateEntry("further-" + number++, ca);
      }
      return new OutboundTls(manager(all));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the trust store could not be made", e);
    }
  }

  private static X509ExtendedTrustManager manager(@Nullable KeyStore anchors)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(anchors);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new GeneralSecurityException("the platform has no X.509 trust manager");
  }

  /**
   * Speaks TLS over a connection, and fails unless the certificate is trusted and names the host.
   */
  public SSLSocket strict(Socket plain, String host) throws IOException {
    return handshake(plain, host, trust);
  }

  /** Speaks TLS whatever the certificate is, and says what is wrong with it. Send no secrets. */
  public TlsPeer observe(Socket plain, String host) throws IOException {
    ObservedTrust observed = new ObservedTrust(trust);
    SSLSocket socket = handshake(plain, host, observed);
    return new TlsPeer(
        socket,
        socket.getSession().getProtocol(),
        socket.getSession().getCipherSuite(),
        observed.chain(),
        observed.distrust(),
        observed.otherName());
  }

  private static SSLSocket handshake(Socket plain, String host, X509ExtendedTrustManager trust)
      throws IOException {
    try {
      SSLContext fresh = SSLContext.getInstance("TLS");
      fresh.init(null, new TrustManager[] {trust}, null);
      SSLSocket socket =
          (SSLSocket) fresh.getSocketFactory().createSocket(plain, host, plain.getPort(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setServerNames(serverNames(host));
      parameters.setApplicationProtocols(new String[] {"http/1.1"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform has no TLS", e);
    }
  }

  /** A literal address is no server name (RFC 6066 section 3). */
  private static List<SNIServerName> serverNames(String host) {
    return HOST_NAME.matcher(host).matches() ? List.of(new SNIHostName(host)) : List.of();
  }
}
