package io.clickward.probe;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What TLS came to on one address. */
public sealed interface TlsFacts {
  /**
   * A handshake.
   *
   * @param protocol such as {@code TLSv1.3}
   * @param cipher the cipher suite
   * @param names the DNS names of the certificate
   * @param notBefore from when it is valid
   * @param notAfter until when it is valid
   * @param issuer who issued it
   * @param chainLength how many certificates the server showed
   * @param selfIssued whether subject and issuer are the same
   * @param distrust why the platform does not trust it, names apart
   * @param otherName whether it is trusted and for another name
   */
  record Handshake(
      String protocol,
      String cipher,
      List<String> names,
      Instant notBefore,
      Instant notAfter,
      String issuer,
      int chainLength,
      boolean selfIssued,
      Optional<String> distrust,
      boolean otherName)
      implements TlsFacts {
    /** Whether a browser would be content. */
    public boolean trusted() {
      return distrust.isEmpty() && !otherName;
    }
  }

  /** The server ended the handshake, or did not speak TLS that is still allowed. */
  record NoHandshake(String reason) implements TlsFacts {}

  /** Nobody asked, because there was no connection. */
  record NotAsked() implements TlsFacts {}
}
