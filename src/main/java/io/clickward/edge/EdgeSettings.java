package io.clickward.edge;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where the edge listens and what it allows a stranger.
 *
 * @param http addresses for plain HTTP; port 0 is any free port
 * @param https addresses for HTTPS
 * @param defaultHost the lower-case host whose certificate answers a handshake without SNI; without
 *     one it is refused
 * @param eventLoops threads that serve connections
 * @param limits what a stranger can use up
 */
public record EdgeSettings(
    List<InetSocketAddress> http,
    List<InetSocketAddress> https,
    Optional<String> defaultHost,
    int eventLoops,
    Limits limits) {
  public EdgeSettings {
    http = List.copyOf(http);
    https = List.copyOf(https);
  }

  /**
   * What a stranger can use up.
   *
   * @param headerBytesMax all header fields of one request
   * @param urlBytesMax the request line
   * @param streamsMax concurrent HTTP/2 streams of one connection
   * @param resetsMax HTTP/2 streams that a client may reset within half a minute
   * @param continuationsMax HTTP/2 CONTINUATION frames of one header
   * @param controlFramesMax HTTP/2 answers to PING and SETTINGS that may wait to be sent
   * @param connectionsMax open connections in all
   * @param connectionsPerClientMax open connections of one client
   * @param tlsHostsMax hosts whose TLS context stays in memory
   * @param idleTimeout time between requests
   * @param headerTimeout time for the header of a request, from its first byte
   * @param handshakeTimeout time for the TLS handshake
   * @param stopTimeout time that open requests get when the server stops
   */
  public record Limits(
      int headerBytesMax,
      int urlBytesMax,
      int streamsMax,
      int resetsMax,
      int continuationsMax,
      int controlFramesMax,
      int connectionsMax,
      int connectionsPerClientMax,
      int tlsHostsMax,
      Duration idleTimeout,
      Duration headerTimeout,
      Duration handshakeTimeout,
      Duration stopTimeout) {}
}
