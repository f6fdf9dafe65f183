package io.clickward.cert;

import io.clickward.domain.HostName;
import java.net.URI;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What certificates from CAs need to survive a restart. Each method is one transaction, on disk
 * when it returns. Private keys are never stored readable.
 */
public interface CertificateStore {
  /**
   * A certificate in the store, without its key and chain.
   *
   * @param authority the directory of the CA that issued it
   * @param suggestion when the CA would have it renewed, once asked
   */
  record Held(
      HostName host,
      URI authority,
      Instant notBefore,
      Instant notAfter,
      double jitter,
      Optional<Suggestion> suggestion)
      implements StoredCertificates.Entry {
    Held with(Suggestion said) {
      return new Held(host, authority, notBefore, notAfter, jitter, Optional.of(said));
    }
  }

  /**
   * When a CA would have a certificate renewed (RFC 9773).
   *
   * @param start the begin of the span that it suggests
   * @param end the end of that span
   * @param askAgain when to look whether it has changed its mind
   */
  record Suggestion(Instant start, Instant end, Instant askAgain) {}

  /**
   * An order that a CA has taken and that has not ended.
   *
   * @param authority the directory of the CA
   * @param location the order's URL
   * @param key the key that the certificate is to be for
   * @param value the TXT value published for it, so that a later run can remove it
   */
  record OpenOrder(
      HostName host, URI authority, URI location, PrivateKey key, Optional<String> value) {}

  /**
   * An account at a CA.
   *
   * @param location the account's URL; empty before the CA has given one, or when it has lost it
   */
  record Account(URI authority, KeyPair keys, Optional<URI> location) {}

  /**
   * How far a bucket of a CA's rate limits is used.
   *
   * @param authority the directory of the CA
   * @param bucket the bucket and whom it counts
   * @param fullAt when it is full again
   */
  record Usage(URI authority, String bucket, Instant fullAt) {}

  /**
   * A host whose last attempts failed.
   *
   * @param failures how many in a row
   * @param next when to try again
   * @param problem what was wrong, a sentence
   */
  record Failing(HostName host, int failures, Instant next, String problem) {}

  /** Every certificate there is, in any order, without reading their keys. */
  void eachHeld(Consumer<Held> each);

  /** The certificate of a host. Quick: handshakes wait for it. */
  Optional<HostCertificate> find(HostName host);

  /** Keeps a certificate in place of the one before; the host's order and failures are gone. */
  void save(Held held, HostCertificate certificate);

  /** Keeps what the CA said about renewing the certificate that the host has. */
  void suggest(HostName host, Suggestion suggestion);

  /** Forgets the host with all that belongs to it. */
  void remove(HostName host);

  /** The order of a host that has not ended. */
  Optional<OpenOrder> order(HostName host);

  /** The hosts that have one. */
  List<HostName> orders();

  /** Keeps an order, in place of a former one of that host. */
  void save(OpenOrder order);

  /** Forgets the order of a host. */
  void removeOrder(HostName host);

  /** Our account at a CA. */
  Optional<Account> account(URI authority);

  /** Keeps an account, in place of the former one at that CA. */
  void save(Account account);

  /** How far all buckets are used. */
  List<Usage> usage();

  /** Keeps how far a bucket is used. */
  void save(Usage usage);

  /** Forgets the buckets that were full before a moment: they are as if never used. */
  void removeUsage(Instant before);

  /** The hosts whose last attempts failed. */
  List<Failing> failing();

  /** Keeps a failure. */
  void save(Failing failing);

  /** Forgets the failures of a host. */
  void removeFailing(HostName host);
}
