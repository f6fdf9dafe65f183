package io.clickward.net;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Lets every server through and remembers what another trust manager had against it. */
final class ObservedTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager judge;
  private List<X509Certificate> chain = List.of();
  private Optional<String> distrust = Optional.empty();
  private boolean otherName;

  ObservedTrust(X509ExtendedTrustManager judge) {
    this.judge = judge;
  }

  List<X509Certificate> chain() {
    return chain;
  }

  /** Why the chain is not trusted, names apart. */
  Optional<String> distrust() {
    return distrust;
  }

  /** Whether the chain is trusted and is for another name. */
  boolean otherName() {
    return otherName;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] presented, String authType, Socket socket) {
    chain = List.of(presented);
    try {
      judge.checkServerTrusted(presented, authType);
    } catch (CertificateException e) {
      distrust = Optional.of(String.valueOf(e.getMessage()));
      return;
    }
    try {
      judge.checkServerTrusted(presented, authType, socket);
    } catch (CertificateException e) {
      otherName = true;
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] presented, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("only sockets are observed");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] presented, String authType)
      throws CertificateException {
    throw new CertificateException("only sockets are observed");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] presented, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("only servers are observed");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] presented, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("only servers are observed");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] presented, String authType)
      throws CertificateException {
    throw new CertificateException("only servers are observed");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }
}
