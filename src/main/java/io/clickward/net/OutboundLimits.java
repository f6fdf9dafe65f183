package io.clickward.net;

import java.time.Duration;

/**
 * What one outbound exchange may cost.
 *
 * @param connectWait how long a connection may take
 * @param exchangeWait how long everything from the connection to the last byte may take
 * @param headBytesMax the size of an answer's status line and headers
 * @param bodyBytesMax how much of an answer's body is read; the rest is left
 */
public record OutboundLimits(
    Duration connectWait, Duration exchangeWait, int headBytesMax, int bodyBytesMax) {
  /** For looking at a host. */
  public static final OutboundLimits PROBE =
      new OutboundLimits(Duration.ofSeconds(5), Duration.ofSeconds(15), 32 * 1024, 64 * 1024);
}
