package io.clickward.link;

import java.util.Arrays;

/**
 * Reads what {@link PlaintextWriter} wrote. Every method throws IllegalArgumentException when the
 * plaintext ends too early or spells a value in another than its one way.
 */
final class PlaintextReader {
  private static final int VARINT_SHIFT_MAX = 56;

  private final byte[] plaintext;
  private int at;

  PlaintextReader(byte[] plaintext) {
    this.plaintext = plaintext;
  }

  int octet() {
    if (at == plaintext.length) {
      throw new IllegalArgumentException("plaintext ends too early");
    }
    return plaintext[at++] & 0xff;
  }

  byte[] bytes(long length) {
    if (length > plaintext.length - at) {
      throw new IllegalArgumentException("plaintext ends too early");
    }
    int from = at;
    at += (int) length;
    return Arrays.copyOfRange(plaintext, from, at);
  }

  byte[] bytesWithLength() {
    return bytes(varint());
  }

  byte[] rest() {
    return bytes(plaintext.length - at);
  }

  long uint32() {
    long value = 0;
    for (int i = 0; i < 4; i++) {
      value = (value << 8) | octet();
    }
    return value;
  }

  /** A number from 0 to 2^63 - 1 in its shortest form. */
  long varint() {
    long value = 0;
    for (int shift = 0; shift <= VARINT_SHIFT_MAX; shift += 7) {
      int octet = octet();
      value |= (octet & 0x7fL) << shift;
      if (octet < 0x80) {
        return minimal(value, octet, shift);
      }
    }
    throw new IllegalArgumentException("number is too long");
  }

  private static long minimal(long value, int lastOctet, int shift) {
    if (lastOctet == 0 && shift > 0) {
      throw new IllegalArgumentException("number is not in its shortest form");
    }
    return value;
  }

  /** A number that no valid link has above {@code max}. */
  int varint(int max) {
    long value = varint();
    if (value > max) {
      throw new IllegalArgumentException("number is above its bound");
    }
    return (int) value;
  }
}
