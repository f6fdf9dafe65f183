package io.clickward.cert;

import static java.util.stream.Collectors.toMap;

import io.clickward.cert.FilePair.Kind;
import io.clickward.cert.FilePair.Loaded;
import io.clickward.cert.FilePair.Look;
import io.clickward.domain.HostName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Serves the operator's files, and takes up a changed pair once all of it is right: until then,
 * such as between the writing of the one file and the other, the former pair stays. The RSA pair
 * beside is served when it can be; without it the other one is served alone.
 */
final class FilesIssuer implements Issuer {
  private final String owner;
  private final List<HostName> hosts;
  private final List<FilePair> pairs;
  private List<Loaded> serving = List.of();

  FilesIssuer(CertificateSource.Files files, List<HostName> hosts) {
    this.owner = owner(hosts);
    this.hosts = hosts;
    Kind first = files.rsa().isPresent() ? Kind.ECDSA : Kind.ANY;
    this.pairs =
        Stream.concat(
                Stream.of(pair(files, files.pair(), first)),
                files.rsa().stream().map(rsa -> pair(files, rsa, Kind.RSA)))
            .toList();
  }

  private FilePair pair(CertificateSource.Files files, CertificateSource.Pair pair, Kind kind) {
    return new FilePair(owner, pair, hosts, kind, files.evenOver());
  }

  private static String owner(List<HostName> hosts) {
    String first = hosts.getFirst().value();
    return hosts.size() == 1 ? first : "%s, one of %d hosts".formatted(first, hosts.size());
  }

  @Override
  public Round round(Instant now, CertificateTable current) {
    List<Look> looks = pairs.stream().map(pair -> pair.look(now)).toList();
    List<Loaded> usable = looks.stream().map(Look::serving).flatMap(Optional::stream).toList();
    Map<String, HostCertificate> fresh = Map.of();
    boolean isServed = looks.getFirst().serving().isPresent();
    if (isServed && !usable.equals(serving)) {
      serving = usable;
      fresh = certificates(usable);
    }
    return new Round(
        fresh,
        looks.stream().flatMap(look -> look.problems().stream()).toList(),
        looks.stream().flatMap(look -> look.warnings().stream()).toList());
  }

  /** An instance for each host, as {@link HostCertificate} promises. */
  private Map<String, HostCertificate> certificates(List<Loaded> usable) {
    return hosts.stream().collect(toMap(HostName::value, _ -> certificate(usable)));
  }

  private static HostCertificate certificate(List<Loaded> usable) {
    return usable.stream()
        .map(pair -> HostCertificate.of(pair.key(), pair.chain()))
        .reduce(HostCertificate::beside)
        .orElseThrow();
  }

  @Override
  public String toString() {
    return owner;
  }
}
