package io.clickward.cert;

import java.security.Key;
import java.security.KeyPair;
import java.security.SecureRandom;

/** What a certificate's key is; in the order in which a host gets its certificates. */
enum KeyKind {
  /** P-256, for nearly all clients. */
  ECDSA,
  /** 2048 bits, beside it for clients that know nothing else. */
  RSA;

  static KeyKind of(Key key) {
    return key.getAlgorithm().equals("RSA") ? RSA : ECDSA;
  }

  /** A new key pair of this kind. */
  KeyPair pair(SecureRandom random) {
    return switch (this) {
      case ECDSA -> CertificateAuthority.keyPair(random);
      case RSA -> CertificateAuthority.rsaKeyPair(random);
    };
  }
}
