package io.clickward.config;

import static io.clickward.config.Format.duration;
import static io.clickward.config.Format.integer;
import static io.clickward.config.Format.size;

import java.time.Duration;

/**
 * The bounds of everything that a stranger can grow.
 *
 * @param headerBytesMax all header fields of one request; HTTP/2 has the path among them
 * @param urlBytesMax the request line; the longest link that we seal has one of 6,063 bytes
 * @param pipelinedMax HTTP/1.1 requests of a connection that may wait for their answers
 * @param streamsMax concurrent HTTP/2 streams of a connection
 * @param resetsMax HTTP/2 streams that a client may reset within half a minute
 * @param continuationsMax HTTP/2 CONTINUATION frames of one header
 * @param controlFramesMax HTTP/2 answers to PING and SETTINGS that may wait to be sent
 * @param idleFramesMax HTTP/2 frames within half a minute that ask for nothing
 * @param connectionsMax open connections
 * @param connectionsPerClientMax open connections of one client: an IPv4 address or an IPv6 /64
 * @param idleTimeout a connection without a request is closed after this
 * @param headerTimeout the time for a request's header
 * @param handshakeTimeout the time for a TLS handshake
 * @param stopTimeout the time that open requests have when the server stops
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
    Duration idleTimeout,
    Duration headerTimeout,
    Duration handshakeTimeout,
    Duration stopTimeout) {

  static Limits from(Section limits) {
    return new Limits(
        limits.get(
            "headerBytesMax",
            size("8KiB", "1MiB"),
            "16KiB",
            "All header fields of one request together."),
        limits.get("urlBytesMax", size("6KiB", "64KiB"), "8KiB", "The request line with its URL."),
        pipelinedMax(limits),
        limits.get(
            "streamsMax", integer(1, 10_000), "100", "Concurrent HTTP/2 streams of a connection."),
        limits.get(
            "resetsMax",
            integer(1, 100_000),
            "200",
            "HTTP/2 streams that one connection may reset within 30 seconds (rapid reset)."),
        limits.get(
            "continuationsMax",
            integer(1, 1_000),
            "16",
            "HTTP/2 CONTINUATION frames of one header that bring little (CONTINUATION flood)."),
        limits.get(
            "controlFramesMax",
            integer(10, 100_000),
            "1000",
            "HTTP/2 answers to PING and SETTINGS that may wait for a client that does not read."),
        limits.get(
            "idleFramesMax",
            integer(100, 1_000_000),
            "1000",
            "HTTP/2 frames that ask for nothing, such as PING, SETTINGS and WINDOW_UPDATE, that one connection may send within 30 seconds; ten more with each request."),
        limits.get("connectionsMax", integer(1, 1_000_000), "20000", "Open connections in all."),
        limits.get(
            "connectionsPerClientMax",
            integer(1, 1_000_000),
            "512",
            "Open connections of one client, an IPv4 address or an IPv6 /64. A client that a proxy names by the PROXY protocol is counted, one that it names by `X-Forwarded-For` is not: there the proxy limits."),
        limits.get(
            "idleTimeout",
            duration("1s", "1h"),
            "60s",
            "How long a connection may stay open without a request."),
        limits.get(
            "headerTimeout",
            duration("100ms", "10m"),
            "10s",
            "How long a client may take to send the header of a request."),
        limits.get(
            "handshakeTimeout",
            duration("100ms", "10m"),
            "10s",
            "How long a TLS handshake may take."),
        limits.get(
            "stopTimeout",
            duration("0s", "10m"),
            "10s",
            "How long open requests have to finish when the server stops."));
  }

  private static int pipelinedMax(Section limits) {
    return limits.get(
        "pipelinedMax",
        integer(2, 1_000),
        "64",
        "HTTP/1.1 requests of one connection that may wait for their answers at once; the last of so many is answered and ends the connection.");
  }
}
