package io.clickward.edge;

import java.net.InetAddress;

/**
 * Addresses that share their leading bits.
 *
 * @param network one of them, usually the first
 * @param prefixBits how many bits they share; at most as many as the address has
 */
public record AddressRange(InetAddress network, int prefixBits) {

  /** Whether an address of 4 or 16 bytes is one of them. */
  boolean contains(byte[] address) {
    byte[] ours = network.getAddress();
    if (ours.length != address.length) {
      return false;
    }
    for (int i = 0; i * Byte.SIZE < prefixBits; i++) {
      int free = Math.max(0, (i + 1) * Byte.SIZE - prefixBits);
      if (((ours[i] ^ address[i]) & 0xFF) >> free != 0) {
        return false;
      }
    }
    return true;
  }
}
