package io.clickward.edge;

import io.clickward.event.Verdict;
import io.clickward.track.Answer;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.atomic.LongAdder;

/** What the edge has counted since it started. */
public final class EdgeStats {
  final LongAdder connections = new LongAdder();
  final LongAdder connectionsRefused = new LongAdder();
  final LongAdder connectionsOverdue = new LongAdder();
  final Tally<Handshake> handshakes = new Tally<>(Handshake.class);
  final LongAdder handshakeFailures = new LongAdder();
  final LongAdder unknownNames = new LongAdder();
  final Tally<Verdict> clicks = new Tally<>(Verdict.class);
  final LongAdder pixels = new LongAdder();
  final LongAdder refusals = new LongAdder();
  final LongAdder http2Ended = new LongAdder();
  final LongAdder badRequests = new LongAdder();
  final Tally<Limit> limits = new Tally<>(Limit.class);
  final JournalWait journalWait = new JournalWait();

  EdgeStats() {}

  void count(Answer answer) {
    switch (answer) {
      case Answer.Redirect redirect -> clicks.increment(redirect.event().verdict());
      case Answer.Pixel _ -> pixels.increment();
      case Answer.Refusal _ -> refusals.increment();
      case Answer.Robots _, Answer.Health _ -> {}
    }
  }

  void countUnreadable(HttpResponseStatus status) {
    badRequests.increment();
    if (status.equals(HttpResponseStatus.REQUEST_URI_TOO_LONG)) {
      limits.increment(Limit.URL_BYTES);
    } else if (status.equals(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)) {
      limits.increment(Limit.HEADER_BYTES);
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

  /** Finished TLS handshakes of one kind. */
  public long handshakes(Handshake kind) {
    return handshakes.of(kind);
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
    return clicks.sum();
  }

  /** Those of one verdict. */
  public long redirects(Verdict verdict) {
    return clicks.of(verdict);
  }

  /** How often a limit was hit. */
  public long hits(Limit limit) {
    return limits.of(limit);
  }

  /** How long answers have waited for the journal. */
  public JournalWait journalWait() {
    return journalWait;
  }

  /** Opens answered with the pixel. */
  public long pixels() {
    return pixels.sum();
  }

  /** Requests for an unknown host, path or token, for a revoked link, or by another method. */
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
