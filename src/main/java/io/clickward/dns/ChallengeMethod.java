package io.clickward.dns;

/** How a CA can be shown who holds a name; the labels are those of RFC 8657 section 4. */
public enum ChallengeMethod {
  HTTP_01("http-01"),
  TLS_ALPN_01("tls-alpn-01"),
  DNS_01("dns-01");

  private final String label;

  ChallengeMethod(String label) {
    this.label = label;
  }

  /** The name that CAA records and ACME use. */
  public String label() {
    return label;
  }
}
