package io.clickward.server;

import io.clickward.api.Metrics;
import io.clickward.cert.Certificates;
import io.clickward.domain.DomainState;
import io.clickward.edge.AccessLog;
import io.clickward.edge.Edge;
import io.clickward.edge.EdgeStats;
import io.clickward.edge.Handshake;
import io.clickward.edge.JournalWait;
import io.clickward.edge.Limit;
import io.clickward.event.Journal;
import io.clickward.event.JournalStats;
import io.clickward.event.Verdict;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How the running parts do: what the admin port says of them. */
record Health(
    Edge edge,
    Journal journal,
    Certificates certificates,
    DomainCounts domains,
    Optional<AccessLog> accessLog,
    InstantSource clock) {
  /** An event loop looks at its connections four times a second. */
  private static final Duration SILENT_LOOP = Duration.ofSeconds(5);

  static Health of(DataPlane plane, DomainCounts domains, InstantSource clock) {
    return new Health(
        plane.edge(), plane.journal(), plane.certificates(), domains, plane.accessLog(), clock);
  }

  /** Why this server should get no traffic; empty when it should. */
  List<String> problems() {
    JournalStats stats = journal.stats();
    Optional<String> disk =
        stats.failing().map(Health::failing).or(() -> stats.slow().map(Health::slow));
    return Stream.of(disk, silent(edge.silence())).flatMap(Optional::stream).toList();
  }

  private static String failing(JournalStats.Failing failing) {
    return "The journal has not been able to write since %s: %s. Redirects go on; free or repair the disk."
        .formatted(failing.since(), failing.why());
  }

  private static String slow(Duration wait) {
    return "The journal is slow: an event waited for the disk for %d ms, now or within the last ten seconds. Redirects go on; look what keeps the disk busy."
        .formatted(wait.toMillis());
  }

  private static Optional<String> silent(Duration silence) {
    return silence.compareTo(SILENT_LOOP) > 0
        ? Optional.of(
            "An event loop has served nobody for %d ms. Its connections wait; take a thread dump (jcmd PID Thread.print) and restart."
                .formatted(silence.toMillis()))
        : Optional.empty();
  }

  Metrics metrics() {
    Metrics metrics = new Metrics();
    addEdge(metrics);
    addJournal(metrics);
    addJournalWait(metrics);
    addDomains(metrics);
    accessLog.ifPresent(
        log ->
            metrics.counter("clickward.access.log.dropped", "Lines never written", log::dropped));
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

  private void addDomains(Metrics metrics) {
    for (String state : DomainState.words()) {
      metrics.gauge(
          "clickward.domains",
          "Domains of all accounts by their state",
          () -> domains.in(state),
          "state",
          state);
    }
  }

  private void addEdge(Metrics metrics) {
    EdgeStats stats = edge.stats();
    metrics
        .counter("clickward.connections", "Accepted connections", stats::connections)
        .gauge("clickward.connections.open", "Open connections", edge::openConnections)
        .gauge(
            "clickward.loops.silent.seconds",
            "For how long the event loop that is worst off has served nobody",
            () -> seconds(edge.silence()))
        .gauge("clickward.buffer.bytes", "Memory of connections' buffers", edge::bufferBytes)
        .counter(
            "clickward.connections.refused", "Connections over a limit", stats::connectionsRefused)
        .counter(
            "clickward.connections.overdue",
            "Handshakes and headers that took too long",
            stats::connectionsOverdue)
        .counter(
            "clickward.tls.handshakes.failed", "Failed TLS handshakes", stats::handshakeFailures)
        .counter(
            "clickward.tls.names.unknown",
            "Handshakes refused for their server name",
            stats::unknownNames)
        .counter("clickward.redirects", "Clicks answered with a redirect", stats::redirects)
        .counter("clickward.pixels", "Opens answered with the pixel", stats::pixels)
        .counter(
            "clickward.refusals",
            "Requests for an unknown host, path or token, for a revoked link, or by another method",
            stats::refusals)
        .counter(
            "clickward.requests.bad",
            "Requests that were no HTTP or over a limit",
            stats::badRequests)
        .counter(
            "clickward.http2.ended",
            "HTTP/2 connections ended for what the client sent",
            stats::http2Ended);
    addKinds(metrics, stats);
  }

  /** What is told apart by a label. */
  private static void addKinds(Metrics metrics, EdgeStats stats) {
    for (Handshake kind : Handshake.values()) {
      metrics.counter(
          "clickward.tls.handshakes",
          "Finished TLS handshakes",
          () -> stats.handshakes(kind),
          "version",
          kind.version(),
          "resumed",
          Boolean.toString(kind.resumed()));
    }
    for (Verdict verdict : Verdict.values()) {
      metrics.counter(
          "clickward.clicks",
          "Clicks by who was behind them",
          () -> stats.redirects(verdict),
          "verdict",
          verdict.word());
    }
    for (Limit limit : Limit.values()) {
      metrics.counter(
          "clickward.limits.hit",
          "How often a limit was hit",
          () -> stats.hits(limit),
          "limit",
          limit.key());
    }
  }

  private void addJournalWait(Metrics metrics) {
    JournalWait wait = edge.stats().journalWait();
    metrics
        .histogram(
            "clickward.journal.wait.seconds",
            "How long answers waited for the journal",
            () -> new Metrics.Distribution(wait.boundsSeconds(), wait.counts(), wait.sumSeconds()))
        .gauge(
            "clickward.journal.wait.max.seconds",
            "The longest wait since the start",
            wait::maxSeconds)
        .gauge(
            "clickward.journal.group.max",
            "The largest group since the start",
            () -> journal.stats().groupEventsMax());
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
