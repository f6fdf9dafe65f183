package io.clickward.config;

import static io.clickward.config.Format.HOST;
import static io.clickward.config.Format.path;

import io.clickward.domain.HostName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who reaches the admin port, and how.
 *
 * @param hosts what the Host field of requests may name, besides this machine itself; the first is
 *     the one that the certificate is for
 * @param certificate what the admin port shows; null for plain HTTP
 */
public record Admin(List<HostName> hosts, CertificateSource.@Nullable Files certificate) {
  public Admin {
    hosts = List.copyOf(hosts);
  }

  static Admin from(Section admin) {
    List<HostName> hosts =
        admin.list(
            "hosts",
            HOST,
            "admin.example.com",
            "Hosts that requests to the admin port may name, besides localhost and loopback addresses. The certificate is for the first.");
    Optional<Path> chain =
        admin.find(
            "chain",
            path(admin.folder()),
            "admin.pem",
            "none, so plain HTTP",
            "PEM file with the certificate of the admin port and its intermediates.");
    Optional<Path> key =
        admin.find(
            "key", path(admin.folder()), "admin-key.pem", "none", "PEM file with its private key.");
    if (chain.isPresent() != key.isPresent()) {
      admin.conflict("key", "chain", "and chain go together; expected both or neither.");
    }
    return new Admin(
        hosts,
        chain.isPresent() && key.isPresent()
            ? new CertificateSource.Files(
                chain.get(), key.get(), null, CertificateSource.Files.Fallback.NONE)
            : null);
  }
}
