package io.clickward.api;

import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.util.Optional;
import java.util.Set;

/**
 * How the admin port listens.
 *
 * @param address where; port 0 is any free port
 * @param hosts lower-case hosts that requests may name, besides those of this machine itself
 * @param tls the certificate and key, under the password {@link #KEY_PASSWORD}; empty for plain
 *     HTTP, which is for loopback only
 */
public record AdminSettings(InetSocketAddress address, Set<String> hosts, Optional<KeyStore> tls) {
  /** Protects nothing: the key store is in memory only, and a password is what its form asks. */
  public static final String KEY_PASSWORD = "in memory";

  public AdminSettings {
    hosts = Set.copyOf(hosts);
    if (tls.isEmpty() && isPublic(address)) {
      throw new IllegalArgumentException("off loopback the admin port speaks TLS only");
    }
  }

  /** Whether others than this machine's users may reach it. */
  boolean isPublic() {
    return isPublic(address);
  }

  private static boolean isPublic(InetSocketAddress address) {
    return !address.getAddress().isLoopbackAddress();
  }

  /** Plain HTTP on loopback. */
  public static AdminSettings local(InetSocketAddress address) {
    return new AdminSettings(address, Set.of(), Optional.empty());
  }
}
