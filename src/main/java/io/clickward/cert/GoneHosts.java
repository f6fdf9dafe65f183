package io.clickward.cert;

import io.clickward.cert.CertificateStore.Failing;
import io.clickward.cert.CertificateStore.Held;
import io.clickward.domain.HostName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts that are there no more: their certificates are laid aside, and forgotten with all that
 * belongs to them when they are over.
 */
final class GoneHosts {
  private static final Logger LOG = LoggerFactory.getLogger(GoneHosts.class);

  /** How soon a host is looked at again whose attempt is still under way. */
  private static final Duration ATTENDED_PAUSE = Duration.ofMillis(200);

  private final StoredCertificates<Held> certificates;
  private final CertificateStore store;
  private final Predicate<HostName> attended;
  private final Consumer<HostName> release;
  private final InstantSource clock;

  /** When what is left of each is to be forgotten. */
  private final Schedule ends = new Schedule();

  /** All hosts that there are, once that was said. */
  private @Nullable Set<HostName> there;

  /**
   * None yet.
   *
   * @param attended whether an attempt for a host is under way
   * @param release ends care for a host
   */
  GoneHosts(
      StoredCertificates<Held> certificates,
      CertificateStore store,
      Predicate<HostName> attended,
      Consumer<HostName> release,
      InstantSource clock) {
    this.certificates = certificates;
    this.store = store;
    this.attended = attended;
    this.release = release;
    this.clock = clock;
  }

  /** Says which hosts there are; all others that are cared for or have anything are gone. */
  synchronized void retain(Set<HostName> hostsThere, Stream<HostName> caredFor) {
    there = hostsThere;
    certificates.aside().stream().map(Held::host).filter(hostsThere::contains).forEach(this::back);
    Stream.of(
            certificates.known().stream().map(Held::host),
            caredFor,
            store.orders().stream(),
            store.failing().stream().map(Failing::host))
        .flatMap(Function.identity())
        .filter(this::isGone)
        .distinct()
        .forEach(this::end);
  }

  private boolean isGone(HostName host) {
    Set<HostName> known = there;
    return known != null && !known.contains(host);
  }

  private void back(HostName host) {
    ends.remove(host.value());
    certificates.takeUp(host);
  }

  private void end(HostName host) {
    release.accept(host);
    Held held = certificates.layAside(host);
    ends.put(host.value(), held == null ? clock.instant() : held.notAfter());
  }

  /** After an attempt, which may have brought a certificate that nobody is to see. */
  synchronized void endIfGone(HostName host) {
    if (isGone(host)) {
      end(host);
    }
  }

  synchronized void forgetWhatIsOver(Instant now) {
    for (Optional<String> over = ends.takeDue(now); over.isPresent(); over = ends.takeDue(now)) {
      forget(new HostName(over.get()), now);
    }
  }

  /** An attempt that is under way still needs what is in the store. */
  private void forget(HostName host, Instant now) {
    if (!isGone(host)) {
      return;
    }
    if (attended.test(host)) {
      ends.put(host.value(), now.plus(ATTENDED_PAUSE));
      return;
    }
    try {
      store.remove(host);
      certificates.remove(host);
    } catch (RuntimeException e) {
      LOG.error("{}: what is left of it cannot be removed from the store", host, e);
      ends.put(host.value(), now.plus(BackOff.HOST.after(1)));
    }
  }
}
