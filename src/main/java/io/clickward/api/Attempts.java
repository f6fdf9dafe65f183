package io.clickward.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Counts tokens that did not fit, by address. After some, an address waits before its tokens are
 * looked at again, the right one too: otherwise trying on would cost nothing.
 */
final class Attempts {
  static final int FAILURES_MAX = 20;
  static final Duration WINDOW = Duration.ofMinutes(1);
  private static final long ADDRESSES_MAX = 10_000;

  /** IPv6 hands out networks of this length: a stranger has all addresses of one. */
  private static final int IPV6_NETWORK_BYTES = 8;

  private record Failures(int count, Instant end) {
    /** One that ends later than a window from now is of a clock that was ahead. */
    boolean isOpen(Instant now) {
      return end.isAfter(now) && !end.isAfter(now.plus(WINDOW));
    }
  }

  private final Cache<String, Failures> failures =
      Caffeine.newBuilder().maximumSize(ADDRESSES_MAX).build();
  private final InstantSource clock;

  Attempts(InstantSource clock) {
    this.clock = clock;
  }

  /** How long the address has to wait; empty when it need not. */
  Optional<Duration> waitFor(String address) {
    Failures past = failures.getIfPresent(key(address));
    Instant now = clock.instant();
    return past != null && past.count() >= FAILURES_MAX && past.isOpen(now)
        ? Optional.of(Duration.between(now, past.end()))
        : Optional.empty();
  }

  void failed(String address) {
    Instant now = clock.instant();
    failures
        .asMap()
        .compute(
            key(address),
            (_, past) ->
                past == null || !past.isOpen(now)
                    ? new Failures(1, now.plus(WINDOW))
                    : new Failures(past.count() + 1, past.end()));
  }

  private static String key(String address) {
    String literal = address.replaceAll("[\\[\\]]|%.*$", "");
    try {
      return InetAddress.ofLiteral(literal) instanceof Inet6Address network
          ? HexFormat.of().formatHex(Arrays.copyOf(network.getAddress(), IPV6_NETWORK_BYTES))
          : literal;
    } catch (IllegalArgumentException e) {
      return literal;
    }
  }
}
