package io.clickward.net;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Addresses that are not of the public internet: IANA's special-purpose registries of IPv4 and IPv6
 * (RFC 6890 and what came after), multicast, and IPv6 forms that carry such an IPv4 address.
 */
final class SpecialAddresses {
  private static final int IPV4_BYTES = 4;

  /** The first address of a block, the length of its prefix, and what it is. */
  @SuppressWarnings("ArrayRecordComponent") // constants that are never compared
  private record Block(byte[] network, int prefixBits, String kind) {
    boolean contains(byte[] address) {
      if (address.length != network.length) {
        return false;
      }
      for (int bit = 0; bit < prefixBits; bit++) {
        int mask = 0x80 >> (bit % Byte.SIZE);
        if (((address[bit / Byte.SIZE] ^ network[bit / Byte.SIZE]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /** IPv6 forms with an IPv4 address inside, and the byte at which it begins. */
  private record Carrier(Block block, int offset) {}

  private static final List<Block> BLOCKS =
      List.of(
          block("0.0.0.0/8", "of this network (RFC 791)"),
          block("10.0.0.0/8", "private (RFC 1918)"),
          block("100.64.0.0/10", "of a carrier's NAT (RFC 6598)"),
          block("127.0.0.0/8", "loopback"),
          block("169.254.0.0/16", "link-local (RFC 3927)"),
          block("172.16.0.0/12", "private (RFC 1918)"),
          block("192.0.0.0/24", "for protocols (RFC 6890)"),
          block("192.0.2.0/24", "for documentation (RFC 5737)"),
          block("192.31.196.0/24", "for AS112 (RFC 7535)"),
          block("192.52.193.0/24", "for AMT (RFC 7450)"),
          block("192.88.99.0/24", "a 6to4 relay (RFC 7526)"),
          block("192.168.0.0/16", "private (RFC 1918)"),
          block("192.175.48.0/24", "for AS112 (RFC 7534)"),
          block("198.18.0.0/15", "for benchmarks (RFC 2544)"),
          block("198.51.100.0/24", "for documentation (RFC 5737)"),
          block("203.0.113.0/24", "for documentation (RFC 5737)"),
          block("224.0.0.0/4", "multicast"),
          block("240.0.0.0/4", "reserved (RFC 1112)"),
          block("::/128", "unspecified"),
          block("::1/128", "loopback"),
          block("64:ff9b:1::/48", "for local translation (RFC 8215)"),
          block("100::/64", "discard-only (RFC 6666)"),
          block("100:0:0:1::/64", "a dummy prefix (RFC 9780)"),
          block("2001::/32", "Teredo (RFC 4380)"),
          block("2001:2::/48", "for benchmarks (RFC 5180)"),
          block("2001:10::/28", "ORCHID (RFC 4843)"),
          block("2001:20::/28", "ORCHIDv2 (RFC 7343)"),
          block("2001:db8::/32", "for documentation (RFC 3849)"),
          block("3fff::/20", "for documentation (RFC 9637)"),
          block("5f00::/16", "for segment routing (RFC 9602)"),
          block("fc00::/7", "unique local (RFC 4193)"),
          block("fe80::/10", "link-local"),
          block("fec0::/10", "site-local (RFC 3879)"),
          block("ff00::/8", "multicast"));

  private static final List<Carrier> CARRIERS =
      List.of(
          new Carrier(block("::/96", "IPv4-compatible (RFC 4291)"), 12),
          new Carrier(mapped(), 12),
          new Carrier(block("64:ff9b::/96", "NAT64 (RFC 6052)"), 12),
          new Carrier(block("2002::/16", "6to4 (RFC 3056)"), 2));

  private SpecialAddresses() {}

  /** What a non-public address is; nothing for a public one. */
  static Optional<String> kind(InetAddress address) {
    return kind(address.getAddress());
  }

  private static Optional<String> kind(byte[] bytes) {
    Optional<String> own =
        BLOCKS.stream().filter(block -> block.contains(bytes)).map(Block::kind).findFirst();
    return own.isPresent()
        ? own
        : CARRIERS.stream()
            .filter(carrier -> carrier.block().contains(bytes))
            .findFirst()
            .flatMap(carrier -> carried(carrier, bytes));
  }

  private static Optional<String> carried(Carrier carrier, byte[] bytes) {
    byte[] inside = Arrays.copyOfRange(bytes, carrier.offset(), carrier.offset() + IPV4_BYTES);
    return kind(inside)
        .map(kind -> carrier.block().kind() + " with an address inside that is " + kind);
  }

  private static Block block(String cidr, String kind) {
    int slash = cidr.indexOf('/');
    InetAddress network = InetAddress.ofLiteral(cidr.substring(0, slash));
    return new Block(network.getAddress(), Integer.parseInt(cidr.substring(slash + 1)), kind);
  }

  /** {@code ::ffff:0:0/96}, which as a literal would become IPv4. */
  private static Block mapped() {
    byte[] network = new byte[16];
    network[10] = (byte) 0xFF;
    network[11] = (byte) 0xFF;
    return new Block(network, 96, "IPv4-mapped (RFC 4291)");
  }
}
