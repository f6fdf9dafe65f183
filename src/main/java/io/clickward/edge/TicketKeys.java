package io.clickward.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The keys of TLS session tickets (RFC 8446 section 4.6.1, RFC 5077). Each host has its own, so
 * that a ticket of one host is noise to another. They change with the clock: a ticket opens in the
 * period in which it was given and in the next, and what could open it is gone after that. Nothing
 * is kept but one secret a process, which never leaves memory.
 */
final class TicketKeys {
  private static final Duration PERIOD = Duration.ofHours(8);
  private static final int SECRET_BYTES = 32;

  private final byte[] secret = new byte[SECRET_BYTES];
  private final InstantSource clock;

  TicketKeys(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    random.nextBytes(secret);
  }

  /** Counts the periods; keys are to be asked for again when it has changed. */
  long period() {
    return clock.millis() / PERIOD.toMillis();
  }

  /** The key that seals first, then the one that still opens. */
  OpenSslSessionTicketKey[] of(String host, long period) {
    return new OpenSslSessionTicketKey[] {key(host, period), key(host, period - 1)};
  }

  private OpenSslSessionTicketKey key(String host, long period) {
    ByteBuffer bytes = ByteBuffer.wrap(derive(host, period));
    return new OpenSslSessionTicketKey(
        take(bytes, OpenSslSessionTicketKey.NAME_SIZE),
        take(bytes, OpenSslSessionTicketKey.HMAC_KEY_SIZE),
        take(bytes, OpenSslSessionTicketKey.AES_KEY_SIZE));
  }

  private byte[] derive(String host, long period) {
    byte[] info = ("clickward ticket " + period + " " + host).getBytes(US_ASCII);
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(secret)
                  .thenExpand(info, OpenSslSessionTicketKey.TICKET_KEY_SIZE));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF-SHA256 is missing from this Java runtime", e);
    }
  }

  private static byte[] take(ByteBuffer bytes, int count) {
    byte[] taken = new byte[count];
    bytes.get(taken);
    return taken;
  }
}
