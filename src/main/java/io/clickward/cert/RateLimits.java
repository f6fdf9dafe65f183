package io.clickward.cert;

import io.clickward.cert.RateLimit.Scope;
import io.clickward.domain.HostName;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ledger of what we have taken from each CA's rate limits, and of what a CA has told us: says
 * from when a host can be had, so that waiting is done here and not at the CA's cost.
 */
final class RateLimits {
  /** Why a certificate is asked for. */
  enum Purpose {
    FRESH,
    RENEWAL,
    /** A renewal that names the certificate it replaces: counted nowhere (RFC 9773 section 5). */
    REPLACEMENT
  }

  /** Where the directories of Let's Encrypt are. */
  private static final String LETS_ENCRYPT = "acme-v02.api.letsencrypt.org";

  private static final String TOLD_ALL = "told ";
  private static final String TOLD_FRESH = "told new ";

  private record Key(URI authority, String bucket) {}

  private final CertificateStore store;
  private final Map<Key, Instant> fullAt = new HashMap<>();

  RateLimits(CertificateStore store, Instant now) {
    this.store = store;
    store.removeUsage(now);
    store
        .usage()
        .forEach(usage -> fullAt.put(new Key(usage.authority(), usage.bucket()), usage.fullAt()));
  }

  static List<RateLimit> of(URI authority) {
    return LETS_ENCRYPT.equals(authority.getHost()) ? RateLimit.LETS_ENCRYPT : List.of();
  }

  /** From when a certificate can be asked for; not after now when it can be at once. */
  synchronized Instant earliest(URI authority, HostName host, Purpose purpose) {
    Instant earliest = Instant.MIN;
    for (RateLimit limit : of(authority)) {
      if (counts(limit, purpose)) {
        Instant full = fullAt.getOrDefault(key(authority, limit.scope(), host), Instant.EPOCH);
        earliest = max(earliest, limit.earliest(full, purpose != Purpose.FRESH));
      }
    }
    return max(earliest, toldUntil(authority, host, purpose));
  }

  /** Until when the CA itself has said that it will not, without what we count ourselves. */
  synchronized Instant toldUntil(URI authority, HostName host, Purpose purpose) {
    Instant latest = Instant.MIN;
    for (Scope scope : Scope.values()) {
      latest = max(latest, told(TOLD_ALL, authority, scope, host));
      if (purpose == Purpose.FRESH) {
        latest = max(latest, told(TOLD_FRESH, authority, scope, host));
      }
    }
    return latest;
  }

  private Instant told(String whom, URI authority, Scope scope, HostName host) {
    return fullAt.getOrDefault(key(whom, authority, scope, host), Instant.MIN);
  }

  private static boolean counts(RateLimit limit, Purpose purpose) {
    return switch (purpose) {
      case FRESH -> true;
      case RENEWAL -> limit.renewals();
      case REPLACEMENT -> false;
    };
  }

  /** The CA has taken an order. */
  void ordered(URI authority, HostName host, Purpose purpose, Instant now) {
    take(authority, host, purpose, now, List.of(Scope.ACCOUNT));
  }

  /** The CA has issued. */
  void issued(URI authority, HostName host, Purpose purpose, Instant now) {
    take(authority, host, purpose, now, List.of(Scope.REGISTERED_DOMAIN, Scope.HOST));
  }

  /** The CA has looked and found no answer. */
  void unproven(URI authority, HostName host, Instant now) {
    take(authority, host, Purpose.FRESH, now, List.of(Scope.FAILURES));
  }

  private synchronized void take(
      URI authority, HostName host, Purpose purpose, Instant now, List<Scope> scopes) {
    for (RateLimit limit : of(authority)) {
      if (scopes.contains(limit.scope()) && counts(limit, purpose)) {
        Key key = key(authority, limit.scope(), host);
        put(key, limit.take(fullAt.getOrDefault(key, Instant.EPOCH), now));
      }
    }
  }

  /**
   * The CA has said until when it will not. CAs count new certificates and renewals apart: what one
   * says of many hosts to a new one holds up no renewal.
   *
   * @param purpose what was asked for
   */
  synchronized void told(
      URI authority, Scope scope, HostName host, Purpose purpose, Instant until) {
    boolean freshOnly = purpose == Purpose.FRESH && scope.isOfMany();
    put(key(freshOnly ? TOLD_FRESH : TOLD_ALL, authority, scope, host), until);
  }

  /** Has the CA's word about this host forgotten, as the operator wants to try. */
  synchronized void forget(HostName host) {
    fullAt.keySet().stream()
        .filter(key -> key.bucket.startsWith(TOLD_ALL) && key.bucket.endsWith(" " + host.value()))
        .toList()
        .forEach(key -> put(key, Instant.EPOCH));
  }

  private void put(Key key, Instant full) {
    fullAt.put(key, full);
    store.save(new CertificateStore.Usage(key.authority, key.bucket, full));
  }

  private static Key key(URI authority, Scope scope, HostName host) {
    return key("", authority, scope, host);
  }

  private static Key key(String told, URI authority, Scope scope, HostName host) {
    return new Key(authority, told + scope + " " + scope.subject(host));
  }

  private static Instant max(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
