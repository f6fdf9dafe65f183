package io.clickward.cert;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads a file with a certificate chain that TLS clients can follow. */
final class ChainFile {
  private static final int RSA_BITS_MIN = 2048;

  /** A handshake signs on an event loop: 7680 bits held it up for 42 to 235 ms. */
  private static final int RSA_BITS_MAX = 4096;

  private static final String KEYS =
      "RSA of %d to %d bits, P-256 or P-384".formatted(RSA_BITS_MIN, RSA_BITS_MAX);

  /** No CA's chain is longer; whoever sends one must not have us check signatures for long. */
  private static final int CERTIFICATES_MAX = 10;

  /** P-256 and P-384, the only curves that all browsers take in certificates. */
  private static final Set<Integer> EC_BITS = Set.of(256, 384);

  private ChainFile() {}

  /** The chain: leaf first, each signed by the next. */
  static List<X509Certificate> read(PemPlace place) throws Unusable {
    return of(place, PemFile.read(place));
  }

  /** The same of a file that has been read. */
  static List<X509Certificate> of(PemPlace place, PemFile file) throws Unusable {
    List<X509Certificate> chain = file.certificates();
    if (chain.isEmpty()) {
      throw new Unusable(noCertificate(place, file));
    }
    if (chain.size() > CERTIFICATES_MAX) {
      throw new Unusable(
          place.problem(
              "contains %d certificates".formatted(chain.size()),
              "at most %d: the leaf, then each the signer of the one before"
                  .formatted(CERTIFICATES_MAX),
              "Leave out what does not belong"));
    }
    for (int i = 0; i < chain.size() - 1; i++) {
      if (!X509.signed(chain.get(i + 1), chain.get(i))) {
        throw new Unusable(broken(place, chain, i));
      }
    }
    return chain;
  }

  private static Problem noCertificate(PemPlace place, PemFile file) {
    return file.keys().isEmpty() && !file.encrypted()
        ? place.problem("contains no certificate", "Correct the path")
        : place.problem(
            "contains a private key but no certificate",
            "Correct the paths; perhaps the two are swapped");
  }

  private static Problem broken(PemPlace place, List<X509Certificate> chain, int i) {
    String signer =
        IntStream.range(0, chain.size())
            .filter(j -> j != i && X509.signed(chain.get(j), chain.get(i)))
            .mapToObj(j -> describe(chain, j))
            .findFirst()
            .orElse("none in this file");
    return place.problem(
        "%s is not signed by %s, which follows it, but by %s"
            .formatted(describe(chain, i), describe(chain, i + 1), signer),
        "the leaf first, then each the signer of the one before",
        "Put them in this order, and leave out what does not belong");
  }

  /** Names a certificate by its place, counted from 1, and its name. */
  static String describe(List<X509Certificate> chain, int i) {
    return "certificate %d (%s)".formatted(i + 1, X509.describe(chain.get(i)));
  }

  /** Why clients would not take this public key in a certificate, or no handshake could afford. */
  static Optional<Problem> weak(PemPlace place, PublicKey key) {
    return weakness(key)
        .map(words -> place.problem(words, KEYS, "Have the certificate issued for such a key"));
  }

  /** Why no handshake could afford to sign with this key; asked before anything does. */
  static Optional<Problem> costly(PemPlace place, PrivateKey key) {
    return key instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() > RSA_BITS_MAX
        ? Optional.of(
            place.problem(
                "holds an RSA key of %d bits".formatted(rsa.getModulus().bitLength()),
                KEYS,
                "Have the certificate issued for such a key"))
        : Optional.empty();
  }

  private static Optional<String> weakness(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec when EC_BITS.contains(ec.getParams().getOrder().bitLength()) ->
          Optional.empty();
      case ECPublicKey ec ->
          Optional.of("has a key on %s, which browsers refuse".formatted(ec.getParams()));
      case RSAPublicKey rsa when rsa.getAlgorithm().equals("RSA") ->
          weakness(rsa.getModulus().bitLength());
      default ->
          Optional.of("has a key of type %s, which browsers refuse".formatted(key.getAlgorithm()));
    };
  }

  private static Optional<String> weakness(int rsaBits) {
    return rsaBits >= RSA_BITS_MIN && rsaBits <= RSA_BITS_MAX
        ? Optional.empty()
        : Optional.of("has an RSA key of %d bits".formatted(rsaBits));
  }
}
