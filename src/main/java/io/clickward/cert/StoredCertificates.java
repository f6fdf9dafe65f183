package io.clickward.cert;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.clickward.domain.HostName;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of a local store: which there are is in memory, each is read when it is first
 * needed, and only so many stay. A name that is not ours reads nothing.
 *
 * @param <E> what is known of a certificate without its key and chain
 */
final class StoredCertificates<E extends StoredCertificates.Entry> implements CertificateTable {
  /** A certificate in the store. */
  interface Entry {
    HostName host();

    Instant notAfter();
  }

  private static final Logger LOG = LoggerFactory.getLogger(StoredCertificates.class);
  private static final int ISSUERS_MAX = 100;
  private static final Duration TRY_AGAIN = Duration.ofSeconds(10);

  private final Map<String, E> known = new ConcurrentHashMap<>();

  /** Those that are in the store and not to be shown. */
  private final Map<String, E> aside = new ConcurrentHashMap<>();

  private final Function<HostName, Optional<HostCertificate>> read;
  private final String remedy;
  private final InstantSource clock;
  private final Cache<String, @Nullable HostCertificate> loaded;

  /** Those that could not be read, until when they are not tried again: strangers may ask often. */
  private final Map<String, Instant> unreadable = new ConcurrentHashMap<>();

  /** The CAs of all of them: there are few, and each is in very many chains. */
  private final Cache<X509Certificate, X509Certificate> issuers =
      Caffeine.newBuilder().maximumSize(ISSUERS_MAX).executor(Runnable::run).build();

  /**
   * The certificates of a store.
   *
   * @param remedy what is to be done about one that cannot be read, a sentence
   * @param loadedMax how many stay in memory
   */
  StoredCertificates(
      Function<HostName, Optional<HostCertificate>> read,
      String remedy,
      int loadedMax,
      InstantSource clock) {
    this.read = read;
    this.remedy = remedy;
    this.clock = clock;
    this.loaded = Caffeine.newBuilder().maximumSize(loadedMax).executor(Runnable::run).build();
  }

  @Override
  public @Nullable HostCertificate find(String lowerCaseHost) {
    return isToBeHad(lowerCaseHost) ? loaded.get(lowerCaseHost, this::load) : null;
  }

  @Override
  public @Nullable HostCertificate peek(String lowerCaseHost) {
    if (!isToBeHad(lowerCaseHost)) {
      return null;
    }
    HostCertificate found = loaded.getIfPresent(lowerCaseHost);
    return found == null ? load(lowerCaseHost) : found;
  }

  @Override
  public boolean isAtHand(String lowerCaseHost) {
    return !isToBeHad(lowerCaseHost) || loaded.getIfPresent(lowerCaseHost) != null;
  }

  /** Whether a host has one to show, as far as is known before it is read. */
  boolean isToBeHad(String host) {
    return known.containsKey(host) && !isGivenUp(host);
  }

  private boolean isGivenUp(String host) {
    Instant until = unreadable.get(host);
    return until != null && until.isAfter(clock.instant());
  }

  private @Nullable HostCertificate load(String host) {
    try {
      HostCertificate found =
          read.apply(new HostName(host))
              .map(one -> one.sharing(ca -> issuers.get(ca, Function.identity())))
              .orElse(null);
      unreadable.remove(host);
      return found;
    } catch (RuntimeException e) {
      if (unreadable.put(host, clock.instant().plus(TRY_AGAIN)) == null) {
        LOG.error("{}", problem(host), e);
      }
      return null;
    }
  }

  /** Whether a host has one that could not be read when that was tried last. */
  boolean isUnreadable(HostName host) {
    return unreadable.containsKey(host.value());
  }

  private String problem(String host) {
    return "%s: its stored certificate cannot be read. %s".formatted(host, remedy);
  }

  /** What keeps hosts from the certificates that there are, a sentence each. */
  List<String> problems() {
    return unreadable.keySet().stream().map(this::problem).toList();
  }

  /** There is one in the store, which may be another one than before. */
  void isThere(E entry) {
    known.put(entry.host().value(), entry);
    unreadable.remove(entry.host().value());
  }

  /** More is known of the one that there is, if there still is one. */
  void revise(E entry) {
    known.replace(entry.host().value(), entry);
  }

  /** There is a new one in the store: from now on handshakes get it. */
  void put(E entry, HostCertificate certificate) {
    loaded.put(entry.host().value(), certificate);
    isThere(entry);
  }

  /** What is known of a host's certificate, if it has one; from memory. */
  @Nullable E known(HostName host) {
    return known(host.value());
  }

  @Nullable E known(String lowerCaseHost) {
    return known.get(lowerCaseHost);
  }

  /** What is known of all of them. */
  List<E> known() {
    return List.copyOf(known.values());
  }

  /** Shows a host's certificate to nobody any more, as if there were none; gives what is known. */
  @Nullable E layAside(HostName host) {
    E entry = known.remove(host.value());
    unreadable.remove(host.value());
    loaded.invalidate(host.value());
    if (entry != null) {
      aside.put(host.value(), entry);
    }
    return aside.get(host.value());
  }

  /** Shows a certificate again that was laid aside, unless there is a newer one. */
  void takeUp(HostName host) {
    E entry = aside.remove(host.value());
    if (entry != null) {
      known.putIfAbsent(host.value(), entry);
    }
  }

  /** What is known of those that were laid aside. */
  List<E> aside() {
    return List.copyOf(aside.values());
  }

  /** Forgets a host's certificate; says whether there was one. */
  boolean remove(HostName host) {
    boolean there = known.remove(host.value()) != null;
    aside.remove(host.value());
    unreadable.remove(host.value());
    loaded.invalidate(host.value());
    return there;
  }

  int size() {
    return known.size();
  }

  /** The hosts that have one. */
  Stream<String> hosts() {
    return known.keySet().stream();
  }

  /** When the one ends that a host has to show; from memory. */
  Optional<Instant> end(String lowerCaseHost) {
    return isToBeHad(lowerCaseHost)
        ? Optional.ofNullable(known.get(lowerCaseHost)).map(Entry::notAfter)
        : Optional.empty();
  }
}
