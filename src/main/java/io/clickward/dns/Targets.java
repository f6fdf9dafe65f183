package io.clickward.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a host may lead.
 *
 * @param addresses every address that is right, as text
 * @param sure whether these are all: our own edge's are known, a CDN's differ from place to place
 * @param unasked why the addresses of our own edge's name, of which any may be one of these, are
 *     not known; empty when they are, or when it has none
 */
record Targets(Set<String> addresses, boolean sure, Optional<Reply.Failed> unasked) {

  static Targets of(RecordPlan plan, Inquiry inquiry) {
    return switch (plan.edge()) {
      case EdgeRecords.Clickward edge -> ours(edge, inquiry);
      case EdgeRecords.Cdn cdn -> someOf(resolved(cdn.target().value(), inquiry));
      case EdgeRecords.Provider _ -> {
        Set<String> addresses = new TreeSet<>();
        for (WantedRecord wanted : RecordList.of(plan).atHost()) {
          addresses.addAll(resolved(wanted.value(), inquiry));
        }
        yield someOf(addresses);
      }
    };
  }

  private static Targets ours(EdgeRecords.Clickward edge, Inquiry inquiry) {
    Set<String> addresses = new TreeSet<>(texts(edge.addresses()));
    Optional<Walk> walk = edge.name().map(name -> walk(name.value(), inquiry));
    walk.ifPresent(found -> addresses.addAll(texts(found.addresses())));
    Optional<Reply.Failed> unasked = walk.flatMap(Walk::unasked);
    return new Targets(addresses, unasked.isEmpty() && !addresses.isEmpty(), unasked);
  }

  private static Targets someOf(Set<String> addresses) {
    return new Targets(addresses, false, Optional.empty());
  }

  private static Set<String> resolved(String name, Inquiry inquiry) {
    return new TreeSet<>(texts(walk(name, inquiry).addresses()));
  }

  private static Walk walk(String name, Inquiry inquiry) {
    return Walk.from(Names.name(name), inquiry);
  }

  static List<String> texts(List<InetAddress> addresses) {
    return addresses.stream().map(Names::text).toList();
  }

  boolean coversAll(List<String> found) {
    return !found.isEmpty() && addresses.containsAll(found);
  }

  boolean coversSome(List<String> found) {
    return found.stream().anyMatch(addresses::contains);
  }

  /** Those that are none of ours. */
  List<String> strange(List<String> found) {
    List<String> strange = new ArrayList<>(found);
    strange.removeAll(addresses);
    return strange;
  }
}
