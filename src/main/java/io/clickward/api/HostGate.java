package io.clickward.api;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which Host fields the admin port answers to. A page of a stranger whose name was made to lead to
 * this port (DNS rebinding) names another one.
 */
record HostGate(Set<String> allowed) {
  private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");
  private static final Set<String> ALWAYS = Set.of("localhost", "127.0.0.1", "[::1]");

  HostGate {
    allowed = Set.copyOf(allowed);
  }

  boolean lets(String field) {
    String host = PORT.matcher(field).replaceFirst("").toLowerCase(Locale.ROOT);
    return ALWAYS.contains(host) || allowed.contains(host);
  }
}
