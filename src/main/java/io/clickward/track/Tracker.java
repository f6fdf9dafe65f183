package io.clickward.track;

import io.clickward.domain.TrackingDomain;
import io.clickward.event.Event;
import io.clickward.event.EventIds;
import io.clickward.event.EventKind;
import io.clickward.event.Verdict;
import io.clickward.link.Link;
import io.clickward.link.LinkKind;
import io.clickward.track.Answer.Refusal;
import io.clickward.track.TrackRequest.Method;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Decides what a request gets, from memory alone. An unknown host costs one look-up; an unknown
 * token one attempt to open it. The domains are replaced as a whole, so that every request sees one
 * consistent set.
 */
public final class Tracker {
  private static final String HEALTH = "/.well-known/clickward/health";
  private static final String ROBOTS = "/robots.txt";
  private static final List<String> HEAD_REASON = List.of("head");

  private final EventIds ids;
  private final InstantSource clock;
  private volatile Map<String, TrackedDomain> domains = Map.of();

  /** A tracker that knows no domain yet. */
  public Tracker(EventIds ids, InstantSource clock) {
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Replaces all domains at once.
   *
   * @param byHost the active domains by lower-case host
   */
  public void serve(Map<String, TrackedDomain> byHost) {
    domains = Map.copyOf(byHost);
  }

  /** Answers a request without waiting for anything. */
  public Answer answer(TrackRequest request) {
    if (isHealth(request)) {
      return new Answer.Health();
    }
    TrackedDomain tracked = domains.get(request.host());
    if (tracked == null) {
      return Refusal.HOST_UNKNOWN;
    }
    return request.method() == Method.OTHER ? Refusal.METHOD_UNKNOWN : answerFor(tracked, request);
  }

  /** Whether the request asks how we are: answered the same for every host. */
  public static boolean isHealth(TrackRequest request) {
    return request.path().equals(HEALTH);
  }

  private Answer answerFor(TrackedDomain tracked, TrackRequest request) {
    TrackingDomain domain = tracked.domain();
    String path = request.path();
    if (path.startsWith(domain.paths().click())) {
      return click(tracked, request, path.substring(domain.paths().click().length()));
    }
    if (path.startsWith(domain.paths().open())) {
      return open(tracked, request, path.substring(domain.paths().open().length()));
    }
    return path.equals(ROBOTS) ? new Answer.Robots() : Refusal.LINK_UNKNOWN;
  }

  private Answer click(TrackedDomain tracked, TrackRequest request, String token) {
    Link link = tracked.seal().open(token, LinkKind.CLICK);
    if (link == null) {
      return Refusal.LINK_UNKNOWN;
    }
    String url = new String(link.destination().bytes(), StandardCharsets.UTF_8);
    return new Answer.Redirect(
        link.destination().toLocation(),
        event(tracked.domain(), request, link, EventKind.CLICK, url));
  }

  private Answer open(TrackedDomain tracked, TrackRequest request, String token) {
    Link link = tracked.seal().open(token, LinkKind.OPEN);
    if (link == null) {
      return Refusal.LINK_UNKNOWN;
    }
    return new Answer.Pixel(
        tracked.domain().pixelBytes(), event(tracked.domain(), request, link, EventKind.OPEN, ""));
  }

  private Event event(
      TrackingDomain domain, TrackRequest request, Link link, EventKind kind, String url) {
    boolean head = request.method() == Method.HEAD;
    Instant now = clock.instant();
    return new Event(
        ids.next(),
        now,
        kind,
        domain.host(),
        link.message(),
        link.recipient().text(),
        kind == EventKind.CLICK ? link.index() : Event.NO_LINK,
        url,
        ClientAddress.text(request.client(), domain.keeps().ip()),
        UserAgentText.of(request.userAgent(), domain.keeps().userAgent()),
        head ? Verdict.MACHINE : Verdict.UNCLASSIFIED,
        head ? HEAD_REASON : List.of());
  }
}
