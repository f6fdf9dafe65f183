package io.clickward.probe;

import java.net.InetAddress;
import java.util.stream.Stream;

/**
 * One of a host's addresses.
 *
 * @param address the address
 * @param http whether its http port accepts
 * @param https whether its https port accepts
 * @param httpHealth what the health path says over http
 * @param tls the handshake with the host's name
 * @param httpsHealth what the health path says over https
 * @param link what the probe link answers over https; {@code NotAsked} without one
 */
public record AddressFacts(
    InetAddress address,
    Reach http,
    Reach https,
    HttpFacts httpHealth,
    TlsFacts tls,
    HttpFacts httpsHealth,
    HttpFacts link) {

  /** All answers. */
  Stream<HttpFacts.Answered> answers() {
    return Stream.of(httpHealth, httpsHealth, link)
        .filter(HttpFacts.Answered.class::isInstance)
        .map(HttpFacts.Answered.class::cast);
  }
}
