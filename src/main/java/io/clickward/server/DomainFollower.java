package io.clickward.server;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.clickward.config.DomainSettings;
import io.clickward.domain.Claim;
import io.clickward.domain.Provider;
import io.clickward.domain.TrackingDomain;
import io.clickward.link.Keyring;
import io.clickward.onboarding.Book;
import io.clickward.onboarding.Books;
import io.clickward.onboarding.Succession;
import io.clickward.store.LinkKeys;
import io.clickward.track.Tracker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the edge serves in step with the link keys, which other processes rotate and retire,
 * and with the domains and revocations in the local database. Requests read only what this hands to
 * the tracker.
 */
final class DomainFollower {
  private static final Logger log = LoggerFactory.getLogger(DomainFollower.class);

  private final LinkKeys keys;
  private final Books books;
  private final Map<String, TrackingDomain> declared;
  private final Tracker tracker;
  private CertificateFollower certificates = (_, _) -> {};

  private Keyring keyring;
  private long version;
  private Map<String, TrackingDomain> served;
  private boolean all;

  /** Whether the certificates' side has not heard of all that is served. */
  private boolean untold;

  private String refusal = "";

  /** Is told of the domains that the database adds, and whether these are all of them. */
  interface CertificateFollower {
    void serve(List<TrackingDomain> added, boolean all);
  }

  /**
   * Follows, and serves what there is.
   *
   * @param declared the domains of the configuration, which are served whatever the database says;
   *     it knows only whose links they may open
   */
  DomainFollower(LinkKeys keys, Books books, List<DomainSettings> declared, Tracker tracker) {
    this.keys = keys;
    this.books = books;
    this.declared = books.read(book -> served(book, declared));
    this.tracker = tracker;
    this.keyring = keys.current();
    this.served = this.declared;
    followAll();
  }

  private static Map<String, TrackingDomain> served(Book book, List<DomainSettings> declared) {
    return declared.stream()
        .map(settings -> Succession.of(book, settings.domain()).served())
        .collect(toUnmodifiableMap(domain -> domain.host().value(), Function.identity()));
  }

  /** One look at the keys and the database. Keys that cannot be used stay as they were. */
  synchronized void look() {
    if (readKeys()) {
      tracker.serve(served, keyring);
    }
    if (books.read(Book::version) != version) {
      followChanges();
    } else if (untold) {
      tellOfCertificates();
    }
  }

  private boolean readKeys() {
    return switch (keys.reloadIfChanged()) {
      case LinkKeys.Reload.Unchanged _ -> {
        refusal = "";
        yield false;
      }
      case LinkKeys.Reload.Changed changed -> {
        refusal = "";
        keyring = changed.keyring();
        log.info("The link keys have changed; {} of them open links", keyring.keys().size());
        yield true;
      }
      case LinkKeys.Reload.Refused refused -> {
        tellOnce(refused.reason());
        yield false;
      }
    };
  }

  private void tellOnce(String reason) {
    if (!reason.equals(refusal)) {
      refusal = reason;
      log.error("The link keys stay as they were: {}", reason);
    }
  }

  /** Takes up everything that is served, which at a start may be very much. */
  private void followAll() {
    Hosts hosts = new Hosts(declared);
    long now = books.read(Book::version);
    all = books.read(book -> book.eachServed(hosts::take));
    serve(hosts, now);
  }

  /** Takes up what has changed since, which is little. */
  private void followChanges() {
    Hosts hosts = new Hosts(served);
    long now = books.read(Book::version);
    List<Claim> changed = books.read(book -> book.changedSince(version));
    // A host may go from one account to another: whoever loses it comes first.
    changed.stream().filter(claim -> !isOurs(claim)).forEach(hosts::drop);
    changed.stream().filter(DomainFollower::isOurs).map(Claim::active).forEach(hosts::take);
    serve(hosts, now);
    tellOfCertificates();
  }

  private static boolean isOurs(Claim claim) {
    return claim.state().isServed() && claim.domain().provider() == Provider.CLICKWARD;
  }

  /** The version was read first: a change in between is then seen as one at the next look. */
  private void serve(Hosts hosts, long now) {
    tracker.revoke(Set.copyOf(books.read(Book::revocations)));
    served = Map.copyOf(hosts.byName);
    tracker.serve(served, keyring);
    version = now;
  }

  /**
   * Begins to tell of the domains that the database adds to the declared ones, now and whenever
   * they change. A start's clicks need not wait for that.
   */
  synchronized void followCertificates(CertificateFollower follower) {
    certificates = follower;
    tellOfCertificates();
  }

  /** What fails half-way, as on a full disk, is done again with the next look. */
  private void tellOfCertificates() {
    untold = true;
    certificates.serve(
        served.values().stream()
            .filter(domain -> !declared.containsKey(domain.host().value()))
            .toList(),
        all);
    untold = false;
  }

  /** What is served as it is being put together; what the configuration declares stays. */
  private final class Hosts {
    final Map<String, TrackingDomain> byName;

    Hosts(Map<String, TrackingDomain> present) {
      this.byName = new HashMap<>(present);
    }

    void take(TrackingDomain domain) {
      String host = domain.host().value();
      if (domain.provider() == Provider.CLICKWARD && !declared.containsKey(host)) {
        byName.merge(host, domain, Hosts::later);
      }
    }

    /** Of two owners, and of two states of one, the later. */
    private static TrackingDomain later(TrackingDomain former, TrackingDomain next) {
      return next.generation() < former.generation() ? former : next;
    }

    void drop(Claim claim) {
      String host = claim.host().value();
      TrackingDomain present = byName.get(host);
      if (present != null
          && present.account().equals(claim.account())
          && !declared.containsKey(host)) {
        byName.remove(host);
      }
    }
  }
}
