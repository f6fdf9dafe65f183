package io.clickward.cert;

import java.util.Arrays;
import java.util.Optional;

/** How a CA can be shown that a host is ours. */
public enum ChallengeMethod {
  /** A file on port 80 (RFC 8555 section 8.3). */
  HTTP_01("http-01"),
  /** A certificate on port 443 (RFC 8737). */
  TLS_ALPN_01("tls-alpn-01"),
  /** A TXT record, which may be delegated by a CNAME (RFC 8555 section 8.4). */
  DNS_01("dns-01");

  private final String word;

  ChallengeMethod(String word) {
    this.word = word;
  }

  /** The method's name on the wire. */
  public String word() {
    return word;
  }

  /** The method of this name on the wire, if there is one. */
  static Optional<ChallengeMethod> named(String word) {
    return Arrays.stream(values()).filter(method -> method.word.equals(word)).findFirst();
  }

  @Override
  public String toString() {
    return word;
  }
}
