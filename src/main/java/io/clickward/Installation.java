package io.clickward;

import io.clickward.config.Config;
import io.clickward.domain.HostName;
import io.clickward.domain.TrackingDomain;
import io.clickward.link.Keyring;
import io.clickward.store.KeyFileException;
import io.clickward.store.LinkKeyFile;
import io.clickward.store.MessageRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one installation has on disk, and where. The commands and the server meet here: each works
 * on the same data folder, also beside the others.
 */
record Installation(Config config) {
  static Installation of(Config config) throws IOException {
    Files.createDirectories(config.data());
    return new Installation(config);
  }

  LinkKeyFile linkKeyFile(SecureRandom random) {
    return LinkKeyFile.in(config.data(), random);
  }

  /** The keys as they are now, made when there are none yet. */
  Keyring linkKeys(InstantSource clock, SecureRandom random) throws KeyFileException {
    return linkKeyFile(random).openOrCreate(clock.instant());
  }

  MessageRecords messages() {
    return MessageRecords.in(config.data());
  }

  Path tls() {
    return config.data().resolve("tls");
  }

  Path certificateAuthority() {
    return tls().resolve("ca.pem");
  }

  Path journal() {
    return config.data().resolve("journal");
  }

  Path rollups() {
    return config.data().resolve("rollups.db");
  }

  Optional<TrackingDomain> domain(HostName host) {
    return config.domains().stream()
        .map(d -> d.domain())
        .filter(d -> d.host().equals(host))
        .findFirst();
  }

  Set<String> linkHosts() {
    return config.domains().stream()
        .map(d -> d.domain().host().value())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The port that a domain's links name, unless it is the scheme's own. */
  int publicPort(TrackingDomain domain) {
    return domain.https() ? config.listen().publicHttpsPort() : config.listen().publicHttpPort();
  }
}
