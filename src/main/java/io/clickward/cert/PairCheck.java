package io.clickward.cert;

import io.clickward.domain.HostName;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether a chain and a key can serve hosts: dates, names, strength, and that they belong together.
 *
 * @param renewal what to do when the certificate is over
 */
record PairCheck(PemPlace chainPlace, PemPlace keyPlace, List<HostName> hosts, String renewal) {
  private static final int NAMES_SHOWN_MAX = 5;

  /** Everything that is wrong; the chain is known to be one. */
  List<Problem> problems(List<X509Certificate> chain, Optional<PrivateKey> key, Instant now) {
    Problems problems = new Problems();
    X509Certificate leaf = chain.getFirst();
    Optional<Problem> weak = ChainFile.weak(chainPlace, leaf.getPublicKey());
    problems.add(weak);
    problems.add(Validity.problem(chainPlace, leaf, now, renewal));
    problems.add(uncovered(leaf));
    if (weak.isEmpty()) {
      problems.add(key.flatMap(present -> KeyFile.mismatch(keyPlace, present, leaf)));
    }
    return problems.list();
  }

  private Optional<Problem> uncovered(X509Certificate leaf) {
    List<String> names = X509.dnsNames(leaf);
    List<String> missing =
        hosts.stream()
            .map(HostName::value)
            .filter(host -> names.stream().noneMatch(name -> X509.covers(name, host)))
            .toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            chainPlace.problem(
                names.isEmpty() ? "has no DNS name (SAN)" : "is for " + some(names),
                "a certificate for " + some(missing),
                "Have one issued with " + (missing.size() == 1 ? "this name" : "these names")));
  }

  private static String some(List<String> names) {
    return names.size() <= NAMES_SHOWN_MAX
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, NAMES_SHOWN_MAX))
            + " and %d more".formatted(names.size() - NAMES_SHOWN_MAX);
  }
}
