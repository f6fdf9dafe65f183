package io.clickward.cert;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives the hosts of one {@link CertificateSource} their certificates. A further kind of source is
 * a further implementation of this; the edge sees none of it.
 */
interface Issuer {
  /**
   * One round of the clock. May read local files and compute, but must not wait for other machines:
   * an issuer that asks some does so on its own threads and hands over what has arrived.
   *
   * @param now what time it is
   * @param current what hosts have at present
   */
  Round round(Instant now, CertificateTable current);

  /**
   * What came of a round.
   *
   * @param fresh new certificates by host; hosts not named keep theirs
   * @param problems why hosts did not get what they should have
   * @param warnings what may become a problem
   */
  record Round(Map<String, HostCertificate> fresh, List<Problem> problems, List<Problem> warnings) {
    static Round failed(List<Problem> problems) {
      return new Round(Map.of(), problems, List.of());
    }

    static Round join(List<Round> rounds) {
      Map<String, HostCertificate> fresh = new HashMap<>();
      rounds.forEach(round -> fresh.putAll(round.fresh));
      return new Round(
          fresh,
          rounds.stream().flatMap(round -> round.problems.stream()).toList(),
          rounds.stream().flatMap(round -> round.warnings.stream()).toList());
    }
  }
}
