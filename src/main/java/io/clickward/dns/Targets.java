package io.clickward.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a host may lead.
 *
 * @param addresses every address that is right, as text
 * @param sure whether these are all: our own edge's are known, a CDN's differ from place to place
 */
record Targets(Set<String> addresses, boolean sure) {

  static Targets of(RecordPlan plan, Inquiry inquiry) {
    Set<String> addresses = new TreeSet<>();
    return switch (plan.edge()) {
      case EdgeRecords.Clickward edge -> {
        edge.addresses().forEach(address -> addresses.add(Names.text(address)));
        edge.name().ifPresent(name -> addresses.addAll(resolved(name.value(), inquiry)));
        yield new Targets(addresses, !addresses.isEmpty());
      }
      case EdgeRecords.Cdn cdn -> new Targets(resolved(cdn.target().value(), inquiry), false);
      case EdgeRecords.Provider _ -> {
        for (WantedRecord wanted : RecordList.of(plan).atHost()) {
          addresses.addAll(resolved(wanted.value(), inquiry));
        }
        yield new Targets(addresses, false);
      }
    };
  }

  private static Set<String> resolved(String name, Inquiry inquiry) {
    return new TreeSet<>(texts(Walk.from(Names.name(name), inquiry).addresses()));
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
