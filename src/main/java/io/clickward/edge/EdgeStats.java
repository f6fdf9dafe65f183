package io.clickward.edge;

import io.clickward.track.Answer;
import java.util.concurrent.atomic.LongAdder;

/** What the edge has counted since it started. */
public final class EdgeStats {
  final LongAdder connections = new LongAdder();
  final LongAdder connectionsRefused = new LongAdder();
  final LongAdder connectionsOverdue = new LongAdder();
  final LongAdder handshakes = new LongAdder();
  final LongAdder handshakeFailures = new LongAdder();
  final LongAdder unknownNames = new LongAdder();
  final LongAdder redirects = new LongAdder();
  final LongAdder pixels = new LongAdder();
  final LongAdder refusals = new LongAdder();
  final LongAdder http2Ended = new LongAdder();
  final LongAdder badRequests = new LongAdder();

  EdgeStats() {}

  void count(Answer answer) {
    switch (answer) {
      case Answer.Redirect _ -> redirects.increment();
      case Answer.Pixel _ -> pixels.increment();
      case Answer.Refusal _ -> refusals.increment();
      case Answer.Robots _, Answer.Health _ -> {}
    }
  }

  /** Accepted connections. */
  public long connections() {
    return connections.sum();
  }

  /** Connections closed at once because there were too many, in all or of one client. */
  public long connectionsRefused() {
    return connectionsRefused.sum();
  }

  /** Connections closed because a handshake or a header took too long. */
  public long connectionsOverdue() {
    return connectionsOverdue.sum();
  }

  /** Finished TLS handshakes. */
  public long handshakes() {
    return handshakes.sum();
  }

  /** TLS handshakes that failed for another reason than an unknown name. */
  public long handshakeFailures() {
    return handshakeFailures.sum();
  }

  /** Handshakes refused because the server name is not ours, or missing. */
  public long unknownNames() {
    return unknownNames.sum();
  }

  /** Clicks answered with a redirect. */
  public long redirects() {
    return redirects.sum();
  }

  /** Opens answered with the pixel. */
  public long pixels() {
    return pixels.sum();
  }

  /** Requests for an unknown host, path or token. */
  public long refusals() {
    return refusals.sum();
  }

  /** HTTP/2 connections ended because the client broke the protocol or went over a limit. */
  public long http2Ended() {
    return http2Ended.sum();
  }

  /** Requests that were not HTTP, or over a limit, and broken PROXY protocol headers. */
  public long badRequests() {
    return badRequests.sum();
  }
}
