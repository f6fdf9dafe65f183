package io.clickward.track;

import io.clickward.domain.HostName;
import io.clickward.domain.Revocation;
import io.clickward.link.Link;
import java.util.Set;

/** What the kill switch has stopped, in one immutable set. Costs nothing while it is empty. */
record Revoked(Set<Revocation> all, boolean anyDestination) {
  static final Revoked NOTHING = new Revoked(Set.of(), false);

  static Revoked of(Set<Revocation> all) {
    return new Revoked(Set.copyOf(all), all.stream().anyMatch(Revoked::isDestination));
  }

  private static boolean isDestination(Revocation revocation) {
    return switch (revocation) {
      case Revocation.Message _, Revocation.Link _ -> false;
      case Revocation.Destination _, Revocation.DestinationEverywhere _ -> true;
    };
  }

  boolean stops(String account, Link link) {
    return !all.isEmpty() && isStopped(account, link);
  }

  private boolean isStopped(String account, Link link) {
    return all.contains(new Revocation.Message(account, link.message()))
        || all.contains(new Revocation.Link(account, link.message(), link.index()))
        || (anyDestination && leadsToStopped(account, link));
  }

  private boolean leadsToStopped(String account, Link link) {
    HostName host = DestinationHost.of(link.destination());
    return host != null
        && (all.contains(new Revocation.Destination(account, host))
            || all.contains(new Revocation.DestinationEverywhere(host)));
  }
}
