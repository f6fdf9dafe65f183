package io.clickward.server;

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
import java.net.InetSocketAddress;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin port, with its certificate as it is in its files now. Clicks do not need it: what keeps
 * it from being opened is logged, and tried again until it can be had.
 */
final class AdminPort implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AdminPort.class);

  /** Begins to listen. */
  interface Opening {
    AdminServer open(AdminSettings settings) throws IOException;
  }

  private final Config config;
  private final Path tls;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Opening opening;
  private @Nullable Certificates own;
  private @Nullable HostCertificate shown;
  private @Nullable AdminServer server;
  private String told = "";
  private boolean closed;

  AdminPort(Config config, Path tls, InstantSource clock, SecureRandom random, Opening opening) {
    this.config = config;
    this.tls = tls;
    this.clock = clock;
    this.random = random;
    this.opening = opening;
  }

  /**
   * Opens the port, or has it show what is in its files now. Files that do not do change nothing.
   */
  synchronized void look() {
    if (closed) {
      return;
    }
    try {
      Optional<HostCertificate> certificate = certificate();
      AdminServer open = server;
      if (open == null) {
        open(certificate);
      } else if (!Objects.equals(certificate.orElse(null), shown)) {
        certificate.map(AdminPort::keyStore).ifPresent(open::show);
      }
      shown = certificate.orElse(null);
    } catch (IOException | UnusableCertificatesException e) {
      tell(String.valueOf(e.getMessage()));
    }
  }

  private void open(Optional<HostCertificate> certificate) throws IOException {
    InetSocketAddress address = config.listen().admin().toSocketAddress();
    AdminServer opened =
        opening.open(
            new AdminSettings(
                address,
                config.admin().hosts().stream().map(HostName::value).collect(toUnmodifiableSet()),
                certificate.map(AdminPort::keyStore)));
    server = opened;
    log.info("Admin port {}:{}", address.getHostString(), opened.port());
  }

  /** Once for each thing that stands in the way. */
  private void tell(String why) {
    if (!why.equals(told)) {
      log.error("The admin port is not there, and is tried again while links are served: {}", why);
      told = why;
    }
  }

  /** The certificate as its files are now, where there is to be one. */
  private Optional<HostCertificate> certificate() throws UnusableCertificatesException {
    if (config.admin().certificate() == null) {
      return Optional.empty();
    }
    Certificates certificates = own;
    if (certificates == null) {
      certificates = Certificates.open(tls, List.of(wanted(config.admin())), clock, random);
      own = certificates;
    } else {
      certificates.refresh();
    }
    String host = config.admin().hosts().getFirst().value();
    return Optional.of(
        Objects.requireNonNull(certificates.find(host), "opened certificates are there"));
  }

  /** The first host is the one that the certificate has to be for. */
  private static Wanted wanted(Admin admin) {
    var files = Objects.requireNonNull(admin.certificate());
    CertificateSource.Pair pair = new CertificateSource.Pair(files.chain(), files.key());
    // Probes of the health pages look at no date, and without them the whole server is restarted.
    return new Wanted(
        admin.hosts().getFirst(), new CertificateSource.Files(pair, Optional.empty(), true));
  }

  /** The port that was really bound; 0 while there is none. */
  synchronized int port() {
    return server == null ? 0 : server.port();
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

  @Override
  public synchronized void close() {
    closed = true;
    if (server != null) {
      server.close();
    }
  }
}
