package io.clickward.dns;

import io.clickward.domain.HostName;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Gathers what the DNS says about one host. */
final class HostLook {
  private final HostName host;
  private final Name name;
  private final Inquiry inquiry;

  HostLook(HostName host, Inquiry inquiry) {
    this.host = host;
    this.name = Names.name(host.value());
    this.inquiry = inquiry;
  }

  HostDns look() {
    Walk walk = Walk.from(name, inquiry);
    Optional<Zone> zone = zone(walk);
    List<NameServer> views = zone.map(z -> z.views(name, inquiry)).orElse(List.of());
    return new HostDns(
        host,
        zone.map(z -> Names.text(z.apex())),
        targets(walk).stream().map(Names::text).toList(),
        walk.addresses(),
        ending(walk.end()),
        endedAt(walk),
        walk.end() instanceof Walk.End.Unknown unknown ? unknown.why().sentence() : "",
        besideCname(walk, views),
        zone.flatMap(z -> doubled(name, z.apex(), inquiry)),
        new Validation(inquiry).of(name),
        views);
  }

  /** The host's zone; where that does not answer, the zone as its parent hands it on. */
  private Optional<Zone> zone(Walk walk) {
    Optional<Zone> zone = Zone.of(name, inquiry);
    boolean atHost = walk.end() instanceof Walk.End.Unknown u && u.name().equals(name);
    return atHost ? zone.flatMap(z -> z.delegated(name, inquiry)).or(() -> zone) : zone;
  }

  private static List<Name> targets(Walk walk) {
    return walk.end() instanceof Walk.End.Several several
        ? Stream.concat(walk.targets().stream(), several.targets().stream()).toList()
        : walk.targets();
  }

  private static HostDns.Ending ending(Walk.End end) {
    return switch (end) {
      case Walk.End.Addresses _ -> HostDns.Ending.ADDRESSES;
      case Walk.End.NoName _ -> HostDns.Ending.NO_NAME;
      case Walk.End.NoAddress _ -> HostDns.Ending.NO_ADDRESS;
      case Walk.End.Loop _ -> HostDns.Ending.LOOP;
      case Walk.End.TooLong _ -> HostDns.Ending.TOO_LONG;
      case Walk.End.Several _ -> HostDns.Ending.SEVERAL_CNAMES;
      case Walk.End.Unknown unknown -> unasked(unknown.why().fault());
    };
  }

  private static HostDns.Ending unasked(Fault fault) {
    return switch (fault) {
      case SERVER_FAILED -> HostDns.Ending.SERVER_FAILED;
      case NO_ANSWER -> HostDns.Ending.NO_ANSWER;
      case REFUSED, UNREADABLE, NOT_PUBLIC, SPENT -> HostDns.Ending.NOT_ASKED;
    };
  }

  private static String endedAt(Walk walk) {
    return Names.text(
        walk.end() instanceof Walk.End.Loop loop ? loop.name() : walk.names().getLast());
  }

  private boolean besideCname(Walk walk, List<NameServer> views) {
    boolean atServers =
        views.stream().anyMatch(v -> !v.targets().isEmpty() && !v.addresses().isEmpty());
    return atServers || (!walk.targets().isEmpty() && !ownAddresses().isEmpty());
  }

  private List<InetAddress> ownAddresses() {
    return Walk.addresses(
        name, inquiry.recursive(name, Type.A), inquiry.recursive(name, Type.AAAA));
  }

  /** The name with its zone appended once more, if somebody made records there. */
  static Optional<String> doubled(Name name, Name zone, Inquiry inquiry) {
    return Names.doubled(name, zone)
        .filter(doubled -> hasRecords(doubled, zone, inquiry))
        .map(Names::text);
  }

  private static boolean hasRecords(Name doubled, Name zone, Inquiry inquiry) {
    if (wildcard(zone, inquiry)) {
      return false;
    }
    for (int type : new int[] {Type.CNAME, Type.A, Type.TXT}) {
      Reply reply = inquiry.recursive(doubled, type);
      if (!reply.records(doubled, CNAMERecord.class).isEmpty()
          || !reply.records(doubled, ARecord.class).isEmpty()
          || !reply.records(doubled, AAAARecord.class).isEmpty()
          || !reply.records(doubled, TXTRecord.class).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Under a wildcard every doubled name has records, and says nothing. */
  private static boolean wildcard(Name zone, Inquiry inquiry) {
    return Names.tried("clickward-no-such-name." + Names.text(zone) + "." + Names.text(zone))
        .map(probe -> inquiry.recursive(probe, Type.A))
        .map(reply -> reply instanceof Reply.Answer answer && !answer.all(Record.class).isEmpty())
        .orElse(false);
  }
}
