package io.clickward.cert;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the edge answers CAs that look whether a host is ours: in memory, from the moment before the
 * CA is told to look until its order has ended. A CA looks several times, from several places, so
 * an answer is never used up. Only our own orders put anything here; a stranger's look-up leaves no
 * trace.
 */
public final class ChallengeAnswers {
  /** Where a CA looks on port 80 (RFC 8555 section 8.3). */
  public static final String HTTP_PATH = "/.well-known/acme-challenge/";

  /** The protocol that a CA names in its ClientHello (RFC 8737 section 4). */
  public static final String ALPN_PROTOCOL = "acme-tls/1";

  private record Token(String host, String token) {}

  private final Map<Token, String> tokens = new ConcurrentHashMap<>();
  private final Map<String, HostCertificate> certificates = new ConcurrentHashMap<>();

  /**
   * The content of a challenge file, or null when the path is no challenge of ours for this host.
   *
   * @param lowerCaseHost the host that was asked
   * @param path the path of the request, without its query
   */
  public @Nullable String file(String lowerCaseHost, String path) {
    return tokens.isEmpty() || !path.startsWith(HTTP_PATH)
        ? null
        : tokens.get(new Token(lowerCaseHost, path.substring(HTTP_PATH.length())));
  }

  /**
   * The certificate for a handshake that offers {@link #ALPN_PROTOCOL} and nothing else, or null
   * when no CA has reason to ask this host. Never for other clients.
   */
  public @Nullable HostCertificate certificate(String lowerCaseHost) {
    return certificates.get(lowerCaseHost);
  }

  /** Whether any handshake at all can be a CA's; spares a look into each ClientHello. */
  public boolean expectHandshakes() {
    return !certificates.isEmpty();
  }

  void putFile(String host, String token, String content) {
    tokens.put(new Token(host, token), content);
  }

  void removeFile(String host, String token) {
    tokens.remove(new Token(host, token));
  }

  void putCertificate(String host, HostCertificate certificate) {
    certificates.put(host, certificate);
  }

  void removeCertificate(String host) {
    certificates.remove(host);
  }

  void remove(String host) {
    tokens.keySet().removeIf(token -> token.host.equals(host));
    certificates.remove(host);
  }

  /** How many answers stand ready. */
  int size() {
    return tokens.size() + certificates.size();
  }
}
