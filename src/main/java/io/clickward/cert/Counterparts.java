package io.clickward.cert;

import java.security.SecureRandom;
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
   * Asks none of them. What is wrong with their files is logged, and stops no host that has a
   * certificate: orders fail until it is mended.
   */
  static Counterparts open(AcmeSettings settings, CertificateStore store, SecureRandom random) {
    problems(settings).forEach(problem -> LOG.error("{}", problem));
    warnOfExposedSecrets(settings);
    List<Authority> authorities =
        settings.authorities().stream()
            .map(each -> new Authority(new AcmeAccount(each, settings.contacts(), store, random)))
            .toList();
    return new Counterparts(authorities, settings.delegation().map(DelegatedZone::new));
  }

  /** What is wrong with their files now. */
  static List<Problem> problems(AcmeSettings settings) {
    Problems problems = new Problems();
    settings.authorities().forEach(each -> problems.collect(() -> TrustFile.read(each)));
    problems.add(settings.delegation().flatMap(DelegatedZone::problem));
    return problems.list();
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
