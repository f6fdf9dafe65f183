package io.clickward.cert;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The certificates that vouch for a private CA's own server. */
final class TrustFile {
  private TrustFile() {}

  /** Empty when the platform's trust will do. */
  static Optional<SSLContext> read(AcmeSettings.Authority authority) throws Unusable {
    if (authority.trust().isEmpty()) {
      return Optional.empty();
    }
    PemPlace place = PemPlace.chain("CA " + authority.name(), authority.trust().get());
    List<X509Certificate> anchors = PemFile.read(place).certificates();
    if (anchors.isEmpty()) {
      throw new Unusable(place.problem("contains no certificate", "Correct the path"));
    }
    return Optional.of(trusting(anchors));
  }

  private static SSLContext trusting(List<X509Certificate> anchors) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < anchors.size(); i++) {
        store.setCertificateEntry("anchor-" + i, anchors.get(i));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK trusts what it is given", e);
    }
  }
}
