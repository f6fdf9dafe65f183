package io.clickward.domain;

/** What an event of a domain keeps about the client. */
public record Keeps(IpDetail ip, UserAgentDetail userAgent) {
  public static final Keeps EVERYTHING = new Keeps(IpDetail.FULL, UserAgentDetail.FULL);
}
