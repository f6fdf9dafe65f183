package io.clickward.link;

import java.io.ByteArrayOutputStream;

/** Writes the fields of a link as they stand inside the seal. */
final class PlaintextWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  void octet(int value) {
    out.write(value);
  }

  void bytes(byte[] bytes) {
    out.writeBytes(bytes);
  }

  void bytesWithLength(byte[] bytes) {
    varint(bytes.length);
    bytes(bytes);
  }

  void uint32(long value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write((int) (value >> shift));
    }
  }

  /** Seven bits an octet, the lowest first; the high bit says that more follow. */
  void varint(long value) {
    long rest = value;
    while (rest > 0x7f) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
