package io.clickward.config;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses of other machines: one IPv4 or IPv6 address, or a range of them in CIDR form (RFC 4632
 * section 3.1, RFC 4291 section 2.3). Nothing is ever resolved.
 *
 * @param network the first address
 * @param prefixBits how many leading bits all addresses of the range share; 32 or 128 for a single
 *     address
 */
public record AddressRange(InetAddress network, int prefixBits) {
  static final String EXPECTED =
      "an IPv4 or IPv6 address, or the first address of a range, a slash and the length of its prefix, such as 192.0.2.10 or 10.1.0.0/16";

  private static final Pattern FORM =
      Pattern.compile("(\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:/(\\d{1,3}))?");

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException when {@code text} is anything else, or an address within the
   *     range that it names and not its first
   */
  public static AddressRange parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw unexpected(text);
    }
    InetAddress network = InetAddress.ofLiteral(form.group(1));
    int bits = network.getAddress().length * Byte.SIZE;
    int prefixBits = form.group(2) == null ? bits : Integer.parseInt(form.group(2));
    // An IPv4 address in IPv6 form becomes IPv4, and its prefix would mean something else.
    boolean mapped = text.contains(":") != network instanceof Inet6Address;
    if (mapped || prefixBits > bits || !isFirst(network, bits - prefixBits)) {
      throw unexpected(text);
    }
    return new AddressRange(network, prefixBits);
  }

  /** Whether an address is one of them. */
  public boolean contains(InetAddress address) {
    byte[] ours = network.getAddress();
    byte[] theirs = address.getAddress();
    int free = ours.length * Byte.SIZE - prefixBits;
    return ours.length == theirs.length
        && new BigInteger(1, ours).xor(new BigInteger(1, theirs)).shiftRight(free).signum() == 0;
  }

  private static boolean isFirst(InetAddress address, int freeBits) {
    int lowest = new BigInteger(address.getAddress()).getLowestSetBit();
    return lowest < 0 || lowest >= freeBits;
  }

  private static IllegalArgumentException unexpected(String text) {
    return new IllegalArgumentException("is `" + text + "`; expected " + EXPECTED);
  }
}
