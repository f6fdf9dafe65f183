package io.clickward.net;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which addresses may be connected to: public ones, and those that the operator allows.
 *
 * @param allowed what the operator allows beside public addresses
 */
public record AddressPolicy(Predicate<InetAddress> allowed) {

  /** Public addresses only. */
  public static AddressPolicy publicOnly() {
    return new AddressPolicy(_ -> false);
  }

  /** Whether an address may be connected to. */
  public boolean allows(InetAddress address) {
    return objection(address).isEmpty();
  }

  /** What an address is, when it may not be connected to. */
  public Optional<String> objection(InetAddress address) {
    return allowed.test(address) ? Optional.empty() : SpecialAddresses.kind(address);
  }
}
