package io.clickward;

import io.clickward.api.Metrics;
import io.clickward.cert.Certificates;
import io.clickward.edge.Edge;
import io.clickward.edge.EdgeStats;
import io.clickward.event.Journal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** How the running parts do: what the admin port says of them. */
record Health(Edge edge, Journal journal, Certificates certificates, InstantSource clock) {

  /** Why this server should get no traffic; empty when it should. */
  List<String> problems() {
    return journal.stats().failing().stream()
        .map(
            failing ->
                "The journal has not been able to write since %s: %s. Redirects go on; free or repair the disk."
                    .formatted(failing.since(), failing.why()))
        .toList();
  }

  Metrics metrics() {
    Metrics metrics = new Metrics();
    addEdge(metrics);
    addJournal(metrics);
    return metrics
        .gauge("clickward.certificates", "Hosts with a certificate", certificates::hosts)
        .gauge(
            "clickward.certificates.problems",
            "Certificates that could not be renewed or reloaded",
            () -> certificates.problems().size())
        .gauge(
            "clickward.certificates.next.expiry.seconds",
            "Time until the first certificate expires",
            this::secondsToExpiry);
  }

  private void addEdge(Metrics metrics) {
    EdgeStats stats = edge.stats();
    metrics
        .counter("clickward.connections", "Accepted connections", stats::connections)
        .gauge("clickward.connections.open", "Open connections", edge::openConnections)
        .counter(
            "clickward.connections.refused", "Connections over a limit", stats::connectionsRefused)
        .counter(
            "clickward.connections.overdue",
            "Handshakes and headers that took too long",
            stats::connectionsOverdue)
        .counter("clickward.tls.handshakes", "Finished TLS handshakes", stats::handshakes)
        .counter(
            "clickward.tls.handshakes.failed", "Failed TLS handshakes", stats::handshakeFailures)
        .counter(
            "clickward.tls.names.unknown",
            "Handshakes refused for their server name",
            stats::unknownNames)
        .counter("clickward.redirects", "Clicks answered with a redirect", stats::redirects)
        .counter("clickward.pixels", "Opens answered with the pixel", stats::pixels)
        .counter(
            "clickward.refusals", "Requests for an unknown host, path or token", stats::refusals)
        .counter(
            "clickward.requests.bad",
            "Requests that were no HTTP or over a limit",
            stats::badRequests);
  }

  private void addJournal(Metrics metrics) {
    metrics
        .counter("clickward.journal.events", "Events taken", () -> journal.stats().appended())
        .counter("clickward.journal.durable", "Events on disk", () -> journal.stats().durable())
        .counter(
            "clickward.journal.late",
            "Events answered before they were on disk",
            () -> journal.stats().late())
        .counter(
            "clickward.journal.lost",
            "Events dropped because the queue was full",
            () -> journal.stats().lost())
        .counter("clickward.journal.commits", "Groups committed", () -> journal.stats().commits())
        .gauge(
            "clickward.journal.waiting.bytes",
            "Events not on disk yet",
            () -> journal.stats().waitingBytes())
        .gauge(
            "clickward.journal.waiting.oldest.seconds",
            "How long the first of them has waited",
            () -> seconds(journal.stats().oldestWaiting()))
        .gauge(
            "clickward.journal.failing",
            "1 while the disk takes nothing",
            () -> journal.stats().failing().isPresent() ? 1 : 0);
  }

  private double secondsToExpiry() {
    return certificates
        .nextExpiry()
        .map(end -> seconds(Duration.between(clock.instant(), end)))
        .orElse(Double.NaN);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
