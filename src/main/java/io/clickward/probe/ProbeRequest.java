package io.clickward.probe;

import io.clickward.domain.HostName;
import java.util.Optional;

/**
 * What to look at.
 *
 * @param host the link host
 * @param httpPort where http is spoken; 80 but in tests
 * @param httpsPort where https is spoken; 443 but in tests
 * @param link a link of this host to follow, and where it must lead
 */
public record ProbeRequest(HostName host, int httpPort, int httpsPort, Optional<Link> link) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /**
   * A sealed link that leads to a known place.
   *
   * @param target its path and query
   * @param location what the redirect's Location must be
   */
  public record Link(String target, String location) {}

  /** On the usual ports. */
  public static ProbeRequest of(HostName host, Optional<Link> link) {
    return new ProbeRequest(host, HTTP_PORT, HTTPS_PORT, link);
  }
}
