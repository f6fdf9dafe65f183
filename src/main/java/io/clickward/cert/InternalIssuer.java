package io.clickward.cert;

import io.clickward.domain.HostName;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Issues certificates by the internal CA, and again when a third of their life is left. */
final class InternalIssuer implements Issuer {
  private static final int RENEWAL_PART_OF_LIFE = 3;

  private final AuthorityFolder folder;
  private final List<HostName> hosts;
  private final boolean rsa;
  private @Nullable CertificateAuthority opened;

  /**
   * Issues for these hosts.
   *
   * @param rsa whether each gets an RSA certificate beside its ECDSA one
   */
  InternalIssuer(Path folder, List<HostName> hosts, boolean rsa, SecureRandom random) {
    this.folder = new AuthorityFolder(folder, random);
    this.hosts = hosts;
    this.rsa = rsa;
  }

  @Override
  public Round round(Instant now, CertificateTable current) {
    try {
      CertificateAuthority ca = opened == null ? folder.open(now) : opened;
      opened = ca;
      folder.requireValid(ca, now);
      return new Round(due(ca, now, current), List.of(), folder.warnings(ca, now));
    } catch (Unusable e) {
      return Round.failed(e.problems());
    }
  }

  private Map<String, HostCertificate> due(
      CertificateAuthority ca, Instant now, CertificateTable current) {
    Map<String, HostCertificate> fresh = new HashMap<>();
    for (HostName host : hosts) {
      HostCertificate has = current.find(host.value());
      if (has == null || isDue(has, ca, now)) {
        fresh.put(host.value(), rsa ? ca.issueBoth(host, now) : ca.issue(host, now));
      }
    }
    return fresh;
  }

  /**
   * Also when the clock was set back before the certificate's time; but not for the last one that
   * the CA can sign, as another would live no longer.
   */
  private static boolean isDue(HostCertificate has, CertificateAuthority ca, Instant now) {
    Duration life = Duration.between(has.notBefore(), has.notAfter());
    Instant renewal = has.notAfter().minus(life.dividedBy(RENEWAL_PART_OF_LIFE));
    boolean last = !has.notAfter().isBefore(ca.notAfter());
    return now.isBefore(has.notBefore()) || (!now.isBefore(renewal) && !last);
  }

  @Override
  public String toString() {
    return "internal CA";
  }
}
