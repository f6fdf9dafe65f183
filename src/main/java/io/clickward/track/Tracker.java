package io.clickward.track;

import io.clickward.domain.IpDetail;
import io.clickward.domain.Revocation;
import io.clickward.domain.TrackingDomain;
import io.clickward.event.Event;
import io.clickward.event.EventIds;
import io.clickward.event.EventKind;
import io.clickward.event.Verdict;
import io.clickward.link.Keyring;
import io.clickward.link.Link;
import io.clickward.link.LinkKind;
import io.clickward.track.Answer.Refusal;
import io.clickward.track.TrackRequest.Method;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
  private volatile @Nullable Served served;
  private volatile Revoked revoked = Revoked.NOTHING;

  /** The domains of one moment, and what opens their links. */
  private record Served(Map<String, TrackingDomain> domains, Seals seals) {}

  /** A domain that a request is for. */
  private record Tracked(TrackingDomain domain, Seals seals) {
    @Nullable Link open(String token, LinkKind kind) {
      return seals.of(domain).open(token, kind);
    }
  }

  /** A tracker that knows no domain yet. */
  public Tracker(EventIds ids, InstantSource clock) {
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Replaces all domains at once.
   *
   * @param byHost the active domains by lower-case host
   * @param keyring what their links are sealed with
   */
  public synchronized void serve(Map<String, TrackingDomain> byHost, Keyring keyring) {
    Served former = served;
    Seals seals =
        former != null && former.seals.areOf(keyring)
            ? former.seals
            : new Seals(keyring, Seals.SEALS_MAX);
    served = new Served(Map.copyOf(byHost), seals);
  }

  /** How many domains' seals are in memory: none before a link of theirs was asked for. */
  long seals() {
    Served now = served;
    return now == null ? 0 : now.seals.count();
  }

  private @Nullable Tracked find(String host) {
    Served now = served;
    TrackingDomain domain = now == null ? null : now.domains.get(host);
    return now == null || domain == null ? null : new Tracked(domain, now.seals);
  }

  /** Replaces everything that is revoked at once: the very next request knows it. */
  public void revoke(Set<Revocation> all) {
    revoked = Revoked.of(all);
  }

  /** Answers a request without waiting for anything. */
  public Answer answer(TrackRequest request) {
    if (isHealth(request)) {
      return new Answer.Health();
    }
    Tracked tracked = find(request.host());
    if (tracked == null) {
      return Refusal.HOST_UNKNOWN;
    }
    return request.method() == Method.OTHER ? Refusal.METHOD_UNKNOWN : answerFor(tracked, request);
  }

  /** Whether a host, in lower case, is of one of the domains. */
  public boolean serves(String host) {
    return find(host) != null;
  }

  /**
   * A client's address with as much of it as the domain of this host keeps, and truncated where no
   * domain has a say. Empty when none of it is kept.
   */
  public String client(String host, byte[] address) {
    Tracked tracked = find(host);
    return ClientAddress.text(
        address, tracked == null ? IpDetail.TRUNCATED : tracked.domain().keeps().ip());
  }

  /** Whether the request asks how we are: answered the same for every host. */
  public static boolean isHealth(TrackRequest request) {
    return request.path().equals(HEALTH);
  }

  private Answer answerFor(Tracked tracked, TrackRequest request) {
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

  private Answer click(Tracked tracked, TrackRequest request, String token) {
    Link link = tracked.open(token, LinkKind.CLICK);
    if (link == null) {
      return Refusal.LINK_UNKNOWN;
    }
    if (revoked.stops(tracked.domain().account(), link)) {
      return Refusal.REVOKED;
    }
    return new Answer.Redirect(
        link.destination().toLocation(),
        event(tracked.domain(), request, link, EventKind.CLICK, link.destination().text()));
  }

  private Answer open(Tracked tracked, TrackRequest request, String token) {
    Link link = tracked.open(token, LinkKind.OPEN);
    if (link == null) {
      return Refusal.LINK_UNKNOWN;
    }
    if (revoked.stops(tracked.domain().account(), link)) {
      return Refusal.REVOKED;
    }
    return new Answer.Pixel(
        tracked.domain().pixelBytes(), event(tracked.domain(), request, link, EventKind.OPEN, ""));
  }

  private Event event(
      TrackingDomain domain, TrackRequest request, Link link, EventKind kind, String url) {
    boolean head = request.method() == Method.HEAD;
    Instant now = clock.instant();
    return new Event(
        ids.next(now),
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
