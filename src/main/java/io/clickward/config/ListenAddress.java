package io.clickward.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address of this machine to listen on: an IPv4 address, an IPv6 address in brackets, or {@code
 * localhost} (which is 127.0.0.1), then a port. Nothing is ever resolved. Port 0 is any free port.
 */
public record ListenAddress(InetAddress address, int port) {
  static final String EXPECTED =
      "an IPv4 address, an IPv6 address in brackets or localhost, then a port from 0 to 65535, such as 127.0.0.1:8080 or \"[::1]:8080\"";

  private static final int PORT_MAX = 65_535;
  private static final Pattern FORM =
      Pattern.compile("(localhost|\\d+\\.\\d+\\.\\d+\\.\\d+|\\[[0-9A-Fa-f:.]+]):(\\d{1,5})");

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException when {@code text} is anything else
   */
  public static ListenAddress parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Integer.parseInt(form.group(2)) > PORT_MAX) {
      throw new IllegalArgumentException("is `" + text + "`; expected " + EXPECTED);
    }
    String host = form.group(1).equals("localhost") ? "127.0.0.1" : form.group(1);
    return new ListenAddress(InetAddress.ofLiteral(host), Integer.parseInt(form.group(2)));
  }

  /** The same as the JDK's type, for binding. */
  public InetSocketAddress toSocketAddress() {
    return new InetSocketAddress(address, port);
  }

  /**
   * Whether this and another cannot both be had: the same, or one of them takes all addresses of
   * the other's kind.
   */
  boolean excludes(ListenAddress other) {
    boolean ofOneKind = address.getClass() == other.address.getClass();
    return port != 0
        && port == other.port
        && ofOneKind
        && (address.equals(other.address)
            || address.isAnyLocalAddress()
            || other.address.isAnyLocalAddress());
  }

  /** Whether only this machine reaches it. */
  public boolean isLoopback() {
    return address.isLoopbackAddress();
  }

  @Override
  public String toString() {
    String host = address.getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
