package io.clickward.cert;

import io.clickward.cert.CertificateStore.OpenOrder;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * A CA as we know it now. While it is down nobody asks it, so that a thousand hosts do not each
 * wait for the same silence.
 */
final class Authority implements AutoCloseable {
  private final AcmeAccount account;
  private int failures;
  private Instant downUntil = Instant.MIN;

  Authority(AcmeAccount account) {
    this.account = account;
  }

  AcmeAccount account() {
    return account;
  }

  URI directory() {
    return account.directory();
  }

  boolean has(OpenOrder order) {
    return order.authority().equals(directory());
  }

  /** Until when it is not to be asked; in the past when it may be. */
  synchronized Instant downUntil(Instant now) {
    return WaitMax.within(downUntil, now);
  }

  synchronized void isUp() {
    failures = 0;
    downUntil = Instant.MIN;
  }

  /** Orders that failed side by side count once. */
  synchronized void isDown(Instant now, Optional<Instant> until) {
    if (!downUntil(now).isAfter(now)) {
      failures++;
      downUntil = now.plus(BackOff.AUTHORITY.after(failures));
      account.forgetDirectory();
    }
    until.filter(asked -> asked.isAfter(downUntil)).ifPresent(asked -> downUntil = asked);
  }

  @Override
  public void close() {
    account.close();
  }

  @Override
  public String toString() {
    return account.toString();
  }
}
