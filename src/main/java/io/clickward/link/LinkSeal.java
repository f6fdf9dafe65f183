package io.clickward.link;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.crypto.tink.subtle.AesSiv;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Seals links into tokens and opens them again, for one host and one owner of it. A token of
 * another host, of a former owner or of a retired key does not open, and neither does one with a
 * changed character. The same link always gives the same token.
 *
 * <p>Safe for use by many threads. Keys are derived when the seal is made; opening derives nothing.
 */
public final class LinkSeal {
  /** No link that can be sealed has a longer token. */
  public static final int TOKEN_CHARACTERS_MAX = 12 * 1024;

  private static final byte VERSION = 1;
  private static final int NUMBER_AT = 1;
  private static final int HEADER_BYTES = 2;
  private static final int SIV_BYTES = 16;
  private static final int KEY_BYTES = 64;
  private static final String PURPOSE = "clickward link v1";

  /** Each other spelling fails with a chance of 1 in 32. */
  private static final int RESPELLINGS_MAX = 16;

  private final Keyring keyring;

  /** What every token is bound to beside its key, with a place for the key's number. */
  private final byte[] associated;

  /** By key number, as far as there are keys: there may be as many seals as domains. */
  private final @Nullable AesSiv[] keys;

  private LinkSeal(Keyring keyring, String name, int generation) throws GeneralSecurityException {
    byte[] host = name.getBytes(US_ASCII);
    this.keyring = keyring;
    this.associated =
        ByteBuffer.allocate(HEADER_BYTES + host.length)
            .put(VERSION)
            .put(HEADER_BYTES, host)
            .array();
    int numberMax = keyring.keys().stream().mapToInt(LinkKey::number).max().orElse(0);
    this.keys = new AesSiv[numberMax + 1];
    for (LinkKey key : keyring.keys()) {
      keys[key.number()] =
          new AesSiv(
              Derivation.derive(key.secret(), PURPOSE, subject(host, generation), KEY_BYTES));
    }
  }

  /**
   * A seal for a host.
   *
   * @param host the host name in A-labels, in any case, without a port
   * @param generation counts the owners of the host, from 1
   * @throws IllegalArgumentException when the host is empty or has a port
   */
  public static LinkSeal of(Keyring keyring, String host, int generation) {
    if (host.isEmpty() || host.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "host is '%s'; a link is bound to a host name without a port".formatted(host));
    }
    try {
      return new LinkSeal(keyring, host.toLowerCase(Locale.ROOT), generation);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES is missing from this Java runtime", e);
    }
  }

  private static byte[] subject(byte[] host, int generation) {
    return ByteBuffer.allocate(host.length + 1 + Integer.BYTES)
        .put(host)
        .put((byte) 0)
        .putInt(generation)
        .array();
  }

  /**
   * Seals a link with the key that seals now. The token is base64url without padding; that of a
   * click, whose URL may stand in plain text, ends in a letter or digit.
   */
  public String seal(Link link, Instant now) {
    int number = keyring.sealing(now).number();
    String token = token(LinkPlaintext.write(link), number);
    boolean sound = link.kind() == LinkKind.OPEN || isSoundAtItsEnd(token);
    return sound ? token : respelled(link, number).orElse(token);
  }

  /** Mail programs that look for URLs leave a hyphen or underscore at the end out. */
  private static boolean isSoundAtItsEnd(String token) {
    return !token.endsWith("-") && !token.endsWith("_");
  }

  /** Bytes for phrases, or phrases for bytes, come last: they are mostly the longest. */
  private Optional<String> respelled(Link link, int number) {
    return IntStream.concat(IntStream.rangeClosed(1, RESPELLINGS_MAX), IntStream.of(0))
        .mapToObj(singles -> LinkPlaintext.respell(link, singles))
        .flatMap(Optional::stream)
        .map(plaintext -> token(plaintext, number))
        .filter(LinkSeal::isSoundAtItsEnd)
        .findFirst();
  }

  private String token(byte[] plaintext, int number) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(seal(plaintext, number));
  }

  private byte[] seal(byte[] plaintext, int number) {
    AesSiv key = keys[number];
    if (key == null) {
      throw new IllegalStateException("a keyring's sealing key is one of its keys");
    }
    try {
      byte[] sealed = key.encryptDeterministically(plaintext, associatedData(number));
      return ByteBuffer.allocate(HEADER_BYTES + sealed.length)
          .put(VERSION)
          .put((byte) number)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES is missing from this Java runtime", e);
    }
  }

  /**
   * Opens a token. Null says that it is no token of this host, owner and kind, and does not say
   * why: a stranger who tries learns nothing.
   */
  public @Nullable Link open(String token, LinkKind expected) {
    byte[] sealed = token.length() > TOKEN_CHARACTERS_MAX ? null : Base64Url.decode(token);
    if (sealed == null || sealed.length <= HEADER_BYTES + SIV_BYTES || sealed[0] != VERSION) {
      return null;
    }
    int number = sealed[1] & 0xff;
    AesSiv key = number < keys.length ? keys[number] : null;
    return key == null ? null : open(sealed, key, number, expected);
  }

  private @Nullable Link open(byte[] sealed, AesSiv key, int number, LinkKind expected) {
    try {
      byte[] ciphertext = Arrays.copyOfRange(sealed, HEADER_BYTES, sealed.length);
      byte[] plaintext = key.decryptDeterministically(ciphertext, associatedData(number));
      return LinkPlaintext.read(plaintext, expected);
    } catch (GeneralSecurityException | IllegalArgumentException refused) {
      return null;
    }
  }

  private byte[] associatedData(int number) {
    byte[] data = associated.clone();
    data[NUMBER_AT] = (byte) number;
    return data;
  }
}
