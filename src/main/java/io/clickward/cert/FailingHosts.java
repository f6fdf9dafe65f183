package io.clickward.cert;

import io.clickward.cert.CertificateStore.Failing;
import io.clickward.cert.Issuance.Outcome;
import io.clickward.domain.HostName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hosts whose last attempt failed: how often by now, why, and when the next one is. */
final class FailingHosts {
  private static final Logger LOG = LoggerFactory.getLogger(FailingHosts.class);

  /**
   * How far those who come before their turn are spread at first; doubled each time, up to half an
   * hour.
   */
  private static final Duration TURN = Duration.ofSeconds(2);

  private static final int WAITS_MAX = 11;

  private final CertificateStore store;
  private final BackOff backOff;
  private final InstantSource clock;
  private final Map<String, Failing> byHost = new ConcurrentHashMap<>();

  /** How often in a row each host came before its turn. */
  private final Map<String, Integer> turns = new ConcurrentHashMap<>();

  FailingHosts(CertificateStore store, BackOff backOff, InstantSource clock) {
    this.store = store;
    this.backOff = backOff;
    this.clock = clock;
  }

  /** Takes up what the store knows of these hosts. */
  void takeUp(Set<String> hosts) {
    store.failing().stream().filter(one -> hosts.contains(one.host().value())).forEach(this::put);
  }

  @Nullable Failing of(HostName host) {
    return byHost.get(host.value());
  }

  int count(HostName host) {
    Failing failing = of(host);
    return failing == null ? 0 : failing.failures();
  }

  Optional<String> problem(HostName host) {
    return Optional.ofNullable(of(host)).map(Failing::problem);
  }

  void put(Failing failing) {
    byHost.put(failing.host().value(), failing);
  }

  /** In memory only. */
  void drop(HostName host) {
    byHost.remove(host.value());
    turns.remove(host.value());
  }

  /** Here and in the store. */
  void forget(HostName host) {
    store.removeFailing(host);
    drop(host);
  }

  /** What an attempt leaves that ended with a bug, or because the store is broken. */
  Failing broken(HostName host, RuntimeException failure, Instant next) {
    return new Failing(
        host,
        count(host) + 1,
        next,
        "%s: the attempt to get a certificate failed by a bug or a broken store (%s). See the log."
            .formatted(host, failure.getClass().getSimpleName()));
  }

  /**
   * What an attempt leaves that no authority gave a certificate; it is in the store then, unless
   * the host only waits for its turn: very many may do that, and go on with it after a restart.
   *
   * @param pauseMax longer must it not pause by itself: what it has ends
   */
  Failing after(HostName host, Outcome.Failed failed, Duration pauseMax) {
    if (failed.setbacks().stream().allMatch(Setback.Waiting.class::isInstance)) {
      return waiting(host, failed);
    }
    turns.remove(host.value());
    boolean theirs = failed.setbacks().stream().allMatch(Setback::isTheirs);
    int former = count(host);
    Instant own = clock.instant().plus(shorter(backOff.after(former + 1), pauseMax));
    boolean asIs = theirs || failed.setbacks().getLast() instanceof Setback.Undecided;
    Instant next =
        failed.again().map(again -> asIs ? again : early(again, former, own)).orElse(own);
    Failing after = new Failing(host, theirs ? former : former + 1, next, why(failed));
    store.save(after);
    tellIfNew(after);
    return after;
  }

  /**
   * One CA has refused, and another has time before the host's own next attempt: that may come
   * earlier, but no earlier than the one before, as the first CA is asked again with it.
   */
  private Instant early(Instant again, int former, Instant own) {
    Instant earliest = clock.instant().plus(backOff.after(Math.max(former, 1)));
    Instant early = again.isAfter(earliest) ? again : earliest;
    return early.isBefore(own) ? early : own;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Of a CA that was asked, if one was. */
  private static String why(Outcome.Failed failed) {
    return failed.setbacks().reversed().stream()
        .filter(setback -> !(setback instanceof Setback.Waiting))
        .findFirst()
        .orElseGet(failed.setbacks()::getLast)
        .why();
  }

  /**
   * All who wait for a CA may hear of the same moment, and few have a turn then: who came for
   * nothing comes again with more time in between, and each at another moment.
   */
  private Failing waiting(HostName host, Outcome.Failed failed) {
    int waits = turns.merge(host.value(), 1, Integer::sum);
    Duration spread = TURN.multipliedBy(1L << (Math.min(waits, WAITS_MAX) - 1));
    long after = Math.floorMod(Objects.hash(host, waits) * 0x9E3779B97F4A7C15L, spread.toMillis());
    Instant next = failed.again().orElseGet(clock::instant).plusMillis(after);
    String problem = problem(host).orElseGet(() -> why(failed));
    Failing waiting = new Failing(host, count(host), next, problem);
    tellIfNew(waiting);
    return waiting;
  }

  private void tellIfNew(Failing now) {
    if (!problem(now.host()).equals(Optional.of(now.problem()))) {
      LOG.warn("{} Next attempt at {}.", now.problem(), now.next());
    }
  }
}
