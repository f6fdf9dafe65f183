package io.clickward.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * From a name along its CNAMEs to addresses, one question a step, so that a loop has a name
 * whatever a resolver makes of it.
 *
 * @param names the name asked for, then each target
 * @param end how it ended
 */
record Walk(List<Name> names, End end) {
  /** As many targets as common resolvers follow at least. */
  private static final int TARGETS_MAX = 8;

  /** A host that is served from somewhere has a handful. */
  private static final int ADDRESSES_MAX = 64;

  /** How a walk ends. */
  sealed interface End {
    /** At addresses. */
    record Addresses(List<InetAddress> addresses) implements End {}

    /** At a name that does not exist. */
    record NoName(Name name) implements End {}

    /** At a name that exists and has neither A nor AAAA. */
    record NoAddress(Name name) implements End {}

    /** Back at a name that was passed before. */
    record Loop(Name name) implements End {}

    /** After more targets than resolvers follow. */
    record TooLong() implements End {}

    /** At a name with several CNAMEs, which RFC 2181 section 10.1 forbids. */
    record Several(Name name, List<Name> targets) implements End {}

    /** Where nobody could be asked. */
    record Unknown(Name name, Reply.Failed why) implements End {}
  }

  static Walk from(Name start, Inquiry inquiry) {
    List<Name> names = new ArrayList<>(List.of(start));
    while (true) {
      Name name = names.getLast();
      Reply reply = inquiry.recursive(name, Type.CNAME);
      List<Name> targets = targets(reply, name);
      if (targets.size() != 1) {
        return new Walk(List.copyOf(names), end(name, reply, targets, inquiry));
      }
      if (names.contains(targets.getFirst())) {
        return new Walk(List.copyOf(names), new End.Loop(targets.getFirst()));
      }
      if (names.size() > TARGETS_MAX) {
        return new Walk(List.copyOf(names), new End.TooLong());
      }
      names.add(targets.getFirst());
    }
  }

  static List<Name> targets(Reply reply, Name name) {
    return reply.records(name, CNAMERecord.class).stream().map(CNAMERecord::getTarget).toList();
  }

  private static End end(Name name, Reply reply, List<Name> targets, Inquiry inquiry) {
    return switch (reply) {
      case Reply.Failed failed -> new End.Unknown(name, failed);
      case Reply.NoName _ -> new End.NoName(name);
      case Reply.Answer _ ->
          targets.isEmpty() ? atAddresses(name, inquiry) : new End.Several(name, targets);
    };
  }

  private static End atAddresses(Name name, Inquiry inquiry) {
    Reply a = inquiry.recursive(name, Type.A);
    Reply aaaa = inquiry.recursive(name, Type.AAAA);
    // Half an answer cannot be compared: what is missing may be what is wrong.
    for (Reply reply : List.of(a, aaaa)) {
      if (reply instanceof Reply.Failed failed) {
        return new End.Unknown(name, failed);
      }
    }
    List<InetAddress> addresses = addresses(name, a, aaaa);
    return addresses.isEmpty() ? new End.NoAddress(name) : new End.Addresses(addresses);
  }

  /** The addresses at exactly this name. */
  static List<InetAddress> addresses(Name name, Reply a, Reply aaaa) {
    return Stream.concat(
            a.records(name, ARecord.class).stream().map(ARecord::getAddress),
            aaaa.records(name, AAAARecord.class).stream().map(AAAARecord::getAddress))
        .map(Walk::unnamed)
        .distinct()
        .sorted((x, y) -> Names.text(x).compareTo(Names.text(y)))
        .limit(ADDRESSES_MAX)
        .toList();
  }

  private static InetAddress unnamed(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The targets after the first name. */
  List<Name> targets() {
    return names.subList(1, names.size());
  }

  /** Why nobody could say where it ends, if that is so. */
  Optional<Reply.Failed> unasked() {
    return end instanceof End.Unknown unknown ? Optional.of(unknown.why()) : Optional.empty();
  }

  List<InetAddress> addresses() {
    return end instanceof End.Addresses found ? found.addresses() : List.of();
  }
}
