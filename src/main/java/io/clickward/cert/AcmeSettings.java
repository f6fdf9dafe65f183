package io.clickward.cert;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which CAs give certificates, and how they are asked.
 *
 * @param authorities the CAs, in the order in which they are tried; at least one
 * @param contacts mail addresses that the CAs may write to; may be empty
 * @param preference the challenge methods, the preferred one first; one that is not named is never
 *     used
 * @param ordersMax orders under way at once
 * @param rsa whether each host gets an RSA certificate beside its ECDSA one
 * @param delegation where delegated {@code _acme-challenge} names point; without it dns-01 is not
 *     used
 */
public record AcmeSettings(
    List<Authority> authorities,
    List<String> contacts,
    List<ChallengeMethod> preference,
    int ordersMax,
    boolean rsa,
    Optional<Delegation> delegation) {
  public AcmeSettings {
    authorities = List.copyOf(authorities);
    contacts = List.copyOf(contacts);
    preference = List.copyOf(preference);
  }

  /**
   * A CA.
   *
   * @param name what the operator calls it
   * @param directory its directory (RFC 8555 section 7.1.1)
   * @param binding our account there, for CAs that give certificates to their customers only
   * @param profile the kind of certificate to ask for, among those that the directory names
   * @param trust a PEM file with the one certificate that vouches for the CA's own server; without
   *     it the platform's are trusted
   */
  public record Authority(
      String name,
      URI directory,
      Optional<Binding> binding,
      Optional<String> profile,
      Optional<Path> trust) {}

  /**
   * An external account binding (RFC 8555 section 7.3.4).
   *
   * @param hmacKey a file that only its owner may read: the key in base64url, as the CA gave it
   */
  public record Binding(String keyId, Path hmacKey) {}

  /** How TXT records get into the operator's challenge zone. */
  public sealed interface Delegation {
    /** The zone that delegated names point into, without a dot at its end. */
    String zone();

    /** How long the zone's servers take until all of them show a change. */
    Duration propagation();

    /**
     * By dynamic update (RFC 2136) signed with TSIG (RFC 8945).
     *
     * @param server the zone's primary server
     * @param key the name of the key, such as {@code clickward.}
     * @param algorithm such as {@code hmac-sha256}
     * @param secret a file that only its owner may read: the key in base64
     */
    record Update(
        String zone,
        Duration propagation,
        String server,
        int port,
        String key,
        String algorithm,
        Path secret)
        implements Delegation {}

    /**
     * By a program of the operator's, called as {@code program publish|withdraw name value}; it
     * ends with 0 when the zone has taken the change.
     */
    record Hook(String zone, Duration propagation, Path program) implements Delegation {}
  }
}
