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
 * @param proxies whose word about the client is taken
 */
public record EdgeSettings(
    List<InetSocketAddress> http,
    List<InetSocketAddress> https,
    Optional<String> defaultHost,
    int eventLoops,
    Limits limits,
    Proxies proxies) {
  public EdgeSettings {
    http = List.copyOf(http);
    https = List.copyOf(https);
  }

  /**
   * What a stranger can use up.
   *
   * @param headerBytesMax all header fields of one request
   * @param urlBytesMax the request line
   * @param pipelinedMax HTTP/1.1 requests of a connection that may wait, at least 2; the last of so
   *     many ends it
   * @param streamsMax concurrent HTTP/2 streams of one connection
   * @param resetsMax HTTP/2 streams that a client may reset within half a minute
   * @param continuationsMax HTTP/2 CONTINUATION frames of one header
   * @param controlFramesMax HTTP/2 answers to PING and SETTINGS that may wait to be sent
   * @param idleFramesMax HTTP/2 frames within half a minute that ask for nothing
   * @param connectionsMax open connections in all
   * @param connectionsPerClientMax open connections of one client: an IPv4 address or an IPv6 /64
   * @param tlsHostsMax hosts whose TLS context stays in memory
   * @param idleTimeout time between requests
   * @param headerTimeout time for the header of a request, from its first byte
   * @param handshakeTimeout time for the TLS handshake
   * @param stopTimeout time that open requests get when the server stops
   */
  public record Limits(
      int headerBytesMax,
      int urlBytesMax,
      int pipelinedMax,
      int streamsMax,
      int resetsMax,
      int continuationsMax,
      int controlFramesMax,
      int idleFramesMax,
      int connectionsMax,
      int connectionsPerClientMax,
      int tlsHostsMax,
      Duration idleTimeout,
      Duration headerTimeout,
      Duration handshakeTimeout,
      Duration stopTimeout) {}

  /**
   * The proxies in front.
   *
   * @param protocol where connections begin with a PROXY protocol header
   * @param forwarded where X-Forwarded-For is believed
   */
  public record Proxies(List<AddressRange> protocol, List<AddressRange> forwarded) {
    /** Clients come by themselves. */
    public static final Proxies NONE = new Proxies(List.of(), List.of());

    public Proxies {
      protocol = List.copyOf(protocol);
      forwarded = List.copyOf(forwarded);
    }

    boolean speakProtocol(byte[] address) {
      return anyContains(protocol, address);
    }

    boolean forward(byte[] address) {
      return anyContains(forwarded, address);
    }

    /** Whether the address is a proxy's of either kind, and so stands for many clients. */
    boolean contain(byte[] address) {
      return speakProtocol(address) || forward(address);
    }

    private static boolean anyContains(List<AddressRange> ranges, byte[] address) {
      for (AddressRange range : ranges) {
        if (range.contains(address)) {
          return true;
        }
      }
      return false;
    }
  }
}
