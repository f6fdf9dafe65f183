package io.clickward;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.clickward.api.AdminServer;
import io.clickward.api.AdminSettings;
import io.clickward.cert.CertificateSource;
import io.clickward.cert.Certificates;
import io.clickward.cert.HostCertificate;
import io.clickward.cert.UnusableCertificatesException;
import io.clickward.cert.Wanted;
import io.clickward.config.Admin;
import io.clickward.config.Config;
import io.clickward.domain.HostName;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The admin port's settings, and its certificate as it is in its files now. */
final class AdminPort {
  private final Config config;
  private final Optional<Certificates> own;
  private @Nullable HostCertificate shown;

  private AdminPort(Config config, Optional<Certificates> own) {
    this.config = config;
    this.own = own;
    this.shown = own.map(this::current).orElse(null);
  }

  /** Reads the certificate, where there is to be one. */
  static AdminPort of(Config config, Path tls, InstantSource clock, SecureRandom random)
      throws UnusableCertificatesException {
    Admin admin = config.admin();
    return new AdminPort(
        config,
        admin.certificate() == null
            ? Optional.empty()
            : Optional.of(certificates(admin, tls, clock, random)));
  }

  /** The first host is the one that the certificate has to be for. */
  private static Certificates certificates(
      Admin admin, Path tls, InstantSource clock, SecureRandom random)
      throws UnusableCertificatesException {
    var files = Objects.requireNonNull(admin.certificate());
    CertificateSource source = new CertificateSource.Files(files.chain(), files.key());
    Wanted wanted = new Wanted(admin.hosts().getFirst(), source);
    return Certificates.open(tls, List.of(wanted), clock, random);
  }

  private HostCertificate current(Certificates certificates) {
    String host = config.admin().hosts().getFirst().value();
    return Objects.requireNonNull(certificates.find(host), "opened certificates are there");
  }

  /** How it listens. */
  AdminSettings settings() {
    return new AdminSettings(
        config.listen().admin().toSocketAddress(),
        config.admin().hosts().stream().map(HostName::value).collect(toUnmodifiableSet()),
        Optional.ofNullable(shown).map(AdminPort::keyStore));
  }

  /** Has the server show what is in the files now. Files that do not do change nothing. */
  void refresh(AdminServer server) {
    own.ifPresent(
        certificates -> {
          certificates.refresh();
          HostCertificate current = current(certificates);
          if (!current.equals(shown)) {
            server.show(keyStore(current));
            shown = current;
          }
        });
  }

  private static KeyStore keyStore(HostCertificate certificate) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "admin",
          certificate.key(),
          AdminSettings.KEY_PASSWORD.toCharArray(),
          certificate.chain().toArray(X509Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key store in memory takes any key", e);
    }
  }
}
