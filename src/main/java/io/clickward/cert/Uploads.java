package io.clickward.cert;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickward.cert.UploadStore.Uploaded;
import io.clickward.domain.Finding;
import io.clickward.domain.Finding.Severity;
import io.clickward.domain.HostName;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Certificates that owners of hosts brought themselves. Which there are is in memory, the
 * certificates are read from the local store when first needed; a name that is not ours reads
 * nothing.
 */
public final class Uploads implements CertificateTable {
  /** Certificates in memory, like those of CAs. */
  private static final int LOADED_MAX = Acme.LOADED_MAX;

  private static final String RENEWAL = "Renew it, and send the new one";

  private final UploadStore store;
  private final InstantSource clock;
  private final StoredCertificates<Uploaded> stored;

  private Uploads(UploadStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.stored =
        new StoredCertificates<>(
            store::find,
            "Restore certificates.db, or have its owner send it again.",
            LOADED_MAX,
            clock);
  }

  /** Takes up what the store holds. */
  public static Uploads open(UploadStore store, InstantSource clock) {
    Uploads uploads = new Uploads(store, clock);
    store.each(uploads.stored::isThere);
    return uploads;
  }

  /**
   * Takes a certificate in place of the one before, if it is good: handshakes get it from then on.
   *
   * @param owner who brings it
   * @param chainPem the certificates, leaf first
   * @param keyPem the leaf's private key
   * @return why it was not taken; empty when it was. Nothing of the key is in it
   */
  public synchronized List<Finding> take(
      HostName host, String owner, String chainPem, String keyPem) {
    Problems problems = new Problems();
    PemPlace chainPlace = PemPlace.sentChain(host.value());
    PemPlace keyPlace = PemPlace.sentKey(host.value());
    Optional<List<X509Certificate>> chain =
        problems.collect(
            () -> ChainFile.of(chainPlace, PemFile.of(chainPlace, chainPem.getBytes(UTF_8))));
    Optional<PrivateKey> key =
        problems.collect(() -> KeyFile.of(keyPlace, PemFile.of(keyPlace, keyPem.getBytes(UTF_8))));
    PairCheck check = new PairCheck(chainPlace, keyPlace, List.of(host), RENEWAL);
    chain.ifPresent(c -> problems.addAll(check.problems(c, key, clock.instant())));
    if (chain.isPresent() && key.isPresent() && problems.list().isEmpty()) {
      keep(host, owner, HostCertificate.of(key.get(), chain.get()));
    }
    return problems.list().stream().map(Uploads::finding).toList();
  }

  private void keep(HostName host, String owner, HostCertificate certificate) {
    Uploaded uploaded = new Uploaded(host, owner, certificate.notBefore(), certificate.notAfter());
    store.save(uploaded, certificate);
    stored.put(uploaded, certificate);
  }

  private static Finding finding(Problem problem) {
    return new Finding(
        "certificate.unusable",
        Severity.BLOCKS,
        problem.subject(),
        problem.found(),
        problem.expected(),
        problem.next() + ".");
  }

  /** Forgets the certificate of a host, and its key; says whether there was one. */
  public synchronized boolean remove(HostName host) {
    store.remove(host); // first: what it cannot forget would be back after the next start
    return stored.remove(host);
  }

  /**
   * Forgets the certificates of all hosts that are not, or no longer, these owners'.
   *
   * @param all whether these are all; otherwise a host that is none of theirs keeps what it has
   */
  public void retain(Map<HostName, String> owners, boolean all) {
    for (Uploaded each : stored.known()) {
      String owner = owners.get(each.host());
      if (owner == null ? all : !owner.equals(each.owner())) {
        remove(each.host());
      }
    }
  }

  @Override
  public @Nullable HostCertificate find(String lowerCaseHost) {
    return stored.find(lowerCaseHost);
  }

  @Override
  public @Nullable HostCertificate peek(String lowerCaseHost) {
    return stored.peek(lowerCaseHost);
  }

  @Override
  public boolean isAtHand(String lowerCaseHost) {
    return stored.isAtHand(lowerCaseHost);
  }

  /** Whether a host has one to show, as far as is known before it is read. */
  boolean shows(String lowerCaseHost) {
    return stored.isToBeHad(lowerCaseHost);
  }

  /** What keeps hosts from the certificates that there are, a sentence each. */
  List<String> problems() {
    return stored.problems();
  }

  /** Those that end before a time. */
  Stream<Uploaded> endingBefore(Instant time) {
    return stored.known().stream().filter(each -> each.notAfter().isBefore(time));
  }

  /** What is known of a host's certificate, if it has one; from memory. */
  Optional<Uploaded> known(HostName host) {
    return Optional.ofNullable(stored.known(host));
  }

  /** Whether there is one for a host, and its time is over. */
  boolean isOver(String lowerCaseHost) {
    Uploaded uploaded = stored.known(lowerCaseHost);
    return uploaded != null && uploaded.notAfter().isBefore(clock.instant());
  }

  int size() {
    return stored.size();
  }

  Stream<String> hosts() {
    return stored.hosts();
  }

  Optional<Instant> end(String lowerCaseHost) {
    return stored.end(lowerCaseHost);
  }
}
