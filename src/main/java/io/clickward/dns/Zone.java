package io.clickward.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A zone and its name servers.
 *
 * @param apex the zone's name
 * @param servers its name servers with the addresses that could be found, a few of each
 */
record Zone(Name apex, List<Server> servers) {
  private static final int SERVERS_MAX = 4;
  private static final int ADDRESSES_MAX = 2;

  /** A name server and where to ask it. */
  record Server(Name name, List<InetSocketAddress> addresses) {}

  /**
   * The zone that a name is in, found by SOA from the name upwards. A zone whose servers fail is
   * passed over, and the zone above it is the answer.
   */
  static Optional<Zone> of(Name name, Inquiry inquiry) {
    return apex(name, inquiry).map(apex -> new Zone(apex, servers(apex, inquiry)));
  }

  /** The name of the zone that a name is in. */
  static Optional<Name> apex(Name name, Inquiry inquiry) {
    for (Name at = name; !at.equals(Name.root); at = Names.parent(at)) {
      Optional<Name> apex = apexFrom(inquiry.recursive(at, Type.SOA), at);
      if (apex.isPresent()) {
        return apex;
      }
    }
    return Optional.empty();
  }

  private static Optional<Name> apexFrom(Reply reply, Name at) {
    return switch (reply) {
      case Reply.Answer answer ->
          answer.at(at, SOARecord.class).isEmpty() ? above(answer.message(), at) : Optional.of(at);
      case Reply.NoName none -> above(none.message(), at);
      case Reply.Failed _ -> Optional.empty();
    };
  }

  /** The zone that says "nothing here"; behind a CNAME it would be the target's zone. */
  private static Optional<Name> above(Message message, Name at) {
    if (!Reply.in(message, Section.ANSWER, CNAMERecord.class).isEmpty()) {
      return Optional.empty();
    }
    return Reply.in(message, Section.AUTHORITY, SOARecord.class).stream()
        .map(SOARecord::getName)
        .filter(apex -> at.subdomain(apex) && !apex.equals(Name.root))
        .findFirst();
  }

  private static List<Server> servers(Name apex, Inquiry inquiry) {
    return inquiry.recursive(apex, Type.NS).records(apex, NSRecord.class).stream()
        .map(NSRecord::getTarget)
        .sorted()
        .limit(SERVERS_MAX)
        .map(name -> new Server(name, addresses(name, inquiry)))
        .toList();
  }

  private static List<InetSocketAddress> addresses(Name server, Inquiry inquiry) {
    return sockets(
        Walk.addresses(
            server, inquiry.recursive(server, Type.A), inquiry.recursive(server, Type.AAAA)),
        inquiry);
  }

  private static List<InetSocketAddress> sockets(List<InetAddress> addresses, Inquiry inquiry) {
    return addresses.stream()
        .limit(ADDRESSES_MAX)
        .map(address -> new InetSocketAddress(address, inquiry.settings().nameServerPort()))
        .toList();
  }

  /**
   * The zones that this one hands on to other servers on the way to a name: the first of them, with
   * the servers that this zone names for it.
   */
  Optional<Zone> delegated(Name name, Inquiry inquiry) {
    List<Name> below = new ArrayList<>();
    for (Name at = name; !at.equals(apex) && !at.equals(Name.root); at = Names.parent(at)) {
      below.addFirst(at);
    }
    for (Name child : below) {
      for (Server server : servers) {
        Optional<Zone> zone = referral(server, child, inquiry);
        if (zone.isPresent()) {
          return zone;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Zone> referral(Server server, Name child, Inquiry inquiry) {
    Reply reply = askedFirst(server, child, Type.NS, inquiry);
    if (!(reply instanceof Reply.Answer answer)) {
      return Optional.empty();
    }
    List<Server> named =
        Stream.concat(
                answer.at(child, NSRecord.class).stream(),
                Reply.in(answer.message(), Section.AUTHORITY, NSRecord.class).stream()
                    .filter(ns -> ns.getName().equals(child)))
            .map(NSRecord::getTarget)
            .distinct()
            .sorted()
            .limit(SERVERS_MAX)
            .map(name -> new Server(name, glueOrAddresses(name, answer.message(), inquiry)))
            .toList();
    return named.isEmpty() ? Optional.empty() : Optional.of(new Zone(child, named));
  }

  private static List<InetSocketAddress> glueOrAddresses(
      Name server, Message message, Inquiry inquiry) {
    List<InetAddress> glue =
        Stream.concat(
                Reply.in(message, Section.ADDITIONAL, ARecord.class).stream()
                    .filter(a -> a.getName().equals(server))
                    .map(ARecord::getAddress),
                Reply.in(message, Section.ADDITIONAL, AAAARecord.class).stream()
                    .filter(a -> a.getName().equals(server))
                    .map(AAAARecord::getAddress))
            .toList();
    return glue.isEmpty() ? addresses(server, inquiry) : sockets(glue, inquiry);
  }

  /** Asks a server at its addresses in turn until one says something. */
  static Reply askedFirst(Server server, Name name, int type, Inquiry inquiry) {
    Reply last =
        new Reply.Failed(
            Fault.NO_ANSWER, "the name server " + Names.text(server.name()) + " has no address");
    for (InetSocketAddress address : server.addresses()) {
      last = inquiry.direct(address, name, type);
      if (!(last instanceof Reply.Failed)) {
        return last;
      }
    }
    return last;
  }

  /** What each name server says about a host in this zone. */
  List<NameServer> views(Name host, Inquiry inquiry) {
    return servers.stream().map(server -> view(server, host, inquiry)).toList();
  }

  private NameServer view(Server server, Name host, Inquiry inquiry) {
    Reply soa = askedFirst(server, apex, Type.SOA, inquiry);
    return switch (soa) {
      case Reply.Failed failed -> said(server, state(failed.fault()), failed.sentence());
      case Reply.NoName _ -> said(server, NameServer.State.LAME, notHere(server));
      case Reply.Answer answer ->
          answer.authoritative() && !answer.at(apex, SOARecord.class).isEmpty()
              ? records(server, host, inquiry)
              : said(server, NameServer.State.LAME, notHere(server));
    };
  }

  private static NameServer.State state(Fault fault) {
    return switch (fault) {
      case REFUSED -> NameServer.State.LAME;
      case SERVER_FAILED, UNREADABLE -> NameServer.State.FAILED;
      case NO_ANSWER, NOT_PUBLIC, SPENT -> NameServer.State.NOT_ASKED;
    };
  }

  private String notHere(Server server) {
    return "%s does not answer for the zone %s with authority"
        .formatted(Names.text(server.name()), Names.text(apex));
  }

  private static NameServer records(Server server, Name host, Inquiry inquiry) {
    Reply cname = askedFirst(server, host, Type.CNAME, inquiry);
    Reply a = askedFirst(server, host, Type.A, inquiry);
    Reply aaaa = askedFirst(server, host, Type.AAAA, inquiry);
    // Behind a CNAME, such as in a loop, addresses are not this server's to answer for.
    List<Reply> own = Walk.targets(cname, host).isEmpty() ? List.of(cname, a, aaaa) : List.of();
    for (Reply reply : own) {
      if (reply instanceof Reply.Failed failed) {
        return said(server, state(failed.fault()), failed.sentence());
      }
    }
    return new NameServer(
        Names.text(server.name()),
        NameServer.State.ANSWERS,
        "",
        Walk.targets(cname, host).stream().map(Names::text).sorted().toList(),
        Walk.addresses(host, a, aaaa));
  }

  private static NameServer said(Server server, NameServer.State state, String sentence) {
    return new NameServer(Names.text(server.name()), state, sentence, List.of(), List.of());
  }
}
