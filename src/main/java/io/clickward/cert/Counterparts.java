package io.clickward.cert;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom the settings name: CAs with our accounts, and the zone for challenges.
 *
 * @param authorities in the order in which they are asked
 * @param zone where delegated hosts have their challenges answered
 */
record Counterparts(List<Authority> authorities, Optional<ChallengeZone> zone) {
  private static final Logger LOG = LoggerFactory.getLogger(Counterparts.class);

  /**
   * Reads their secrets; asks none of them.
   *
   * @throws UnusableCertificatesException when a file cannot be used, with all that is wrong
   */
  static Counterparts open(AcmeSettings settings, CertificateStore store, SecureRandom random)
      throws UnusableCertificatesException {
    Problems problems = new Problems();
    List<Authority> authorities = new ArrayList<>();
    for (AcmeSettings.Authority each : settings.authorities()) {
      problems
          .collect(() -> new AcmeAccount(each, settings.contacts(), store, random))
          .ifPresent(account -> authorities.add(new Authority(account)));
    }
    Optional<ChallengeZone> zone =
        settings.delegation().flatMap(d -> problems.collect(() -> DelegatedZone.of(d)));
    if (!problems.list().isEmpty()) {
      throw new UnusableCertificatesException(
          problems.list().stream().map(Problem::toString).toList());
    }
    warnOfExposedSecrets(settings);
    return new Counterparts(authorities, zone);
  }

  private static void warnOfExposedSecrets(AcmeSettings settings) {
    for (AcmeSettings.Authority authority : settings.authorities()) {
      authority
          .binding()
          .flatMap(b -> KeyFile.exposure(PemPlace.key("CA " + authority.name(), b.hmacKey())))
          .ifPresent(problem -> LOG.warn("{}", problem));
    }
    settings
        .delegation()
        .filter(AcmeSettings.Delegation.Update.class::isInstance)
        .map(AcmeSettings.Delegation.Update.class::cast)
        .flatMap(u -> KeyFile.exposure(PemPlace.key("challenge zone " + u.zone(), u.secret())))
        .ifPresent(problem -> LOG.warn("{}", problem));
  }
}
