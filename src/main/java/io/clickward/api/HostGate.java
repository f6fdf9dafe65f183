package io.clickward.api;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which Host fields the admin port answers to. A page of a stranger whose name was made to lead to
 * this port (DNS rebinding) names another one; no name looks like an address.
 */
record HostGate(Set<String> allowed) {
  private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");
  private static final Pattern ADDRESS =
      Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+|\\[[0-9a-f:.]+]");

  HostGate {
    allowed = Set.copyOf(allowed);
  }

  boolean lets(String field) {
    String host = PORT.matcher(field).replaceFirst("").toLowerCase(Locale.ROOT);
    return host.equals("localhost") || allowed.contains(host) || isLoopback(host);
  }

  private static boolean isLoopback(String host) {
    try {
      return ADDRESS.matcher(host).matches() && InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
