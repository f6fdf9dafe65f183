package io.clickward.track;

import io.clickward.domain.IpDetail;

/**
 * A client's address as text, with as much of it as the domain keeps. IPv6 as RFC 5952 writes it.
 */
final class ClientAddress {
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_GROUPS = 8;
  private static final int IPV6_GROUPS_KEPT = 3;

  private ClientAddress() {}

  static String text(byte[] address, IpDetail detail) {
    return switch (detail) {
      case NONE -> "";
      case FULL ->
          address.length == IPV4_BYTES
              ? ipv4(address, octet(address, 3))
              : ipv6(address, IPV6_GROUPS);
      case TRUNCATED ->
          address.length == IPV4_BYTES ? ipv4(address, 0) : ipv6(address, IPV6_GROUPS_KEPT);
    };
  }

  private static String ipv4(byte[] address, int last) {
    return octet(address, 0) + "." + octet(address, 1) + "." + octet(address, 2) + "." + last;
  }

  private static int octet(byte[] address, int at) {
    return address[at] & 0xFF;
  }

  private static String ipv6(byte[] address, int kept) {
    int[] groups = new int[IPV6_GROUPS];
    for (int i = 0; i < kept; i++) {
      groups[i] = ((address[2 * i] & 0xFF) << 8) | (address[2 * i + 1] & 0xFF);
    }
    return compressed(groups);
  }

  /** RFC 5952 section 4: the first longest run of two or more zero groups becomes {@code ::}. */
  private static String compressed(int[] groups) {
    int start = -1;
    int length = 1;
    for (int i = 0; i < IPV6_GROUPS; i++) {
      int run = zeros(groups, i);
      if (run > length) {
        start = i;
        length = run;
      }
    }
    return start < 0
        ? hex(groups, 0, IPV6_GROUPS)
        : hex(groups, 0, start) + "::" + hex(groups, start + length, IPV6_GROUPS);
  }

  private static int zeros(int[] groups, int from) {
    int end = from;
    while (end < IPV6_GROUPS && groups[end] == 0) {
      end++;
    }
    return end - from;
  }

  private static String hex(int[] groups, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
