package io.clickward.dns;

import io.clickward.domain.HostName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;

/**
 * The DNS as the world sees it. Every call asks anew, is bounded in time and questions by {@link
 * DnsSettings}, changes nothing anywhere, and may block: call it on a virtual thread. For many
 * threads.
 */
public final class Dns {
  /** A top-level name and the root. */
  private static final int TOP_LEVEL_LABELS = 2;

  private final DnsSettings settings;

  public Dns(DnsSettings settings) {
    this.settings = settings;
  }

  /**
   * The zone that a host is in, found by SOA. Empty when nobody could say, and when no zone below a
   * top-level name has it.
   */
  public Optional<HostName> zone(HostName host) {
    return Zone.apex(Names.name(host.value()), new Inquiry(settings))
        .filter(apex -> apex.labels() > TOP_LEVEL_LABELS)
        .map(apex -> HostName.parse(Names.text(apex)));
  }

  /**
   * A name's addresses, by way of its CNAMEs.
   *
   * @throws UnknownHostException when it has none
   * @throws IOException when nobody could say
   */
  public List<InetAddress> addresses(String name) throws IOException {
    Name start =
        Names.tried(name).orElseThrow(() -> new UnknownHostException(name + " is not a DNS name"));
    Walk walk = Walk.from(start, new Inquiry(settings));
    return switch (walk.end()) {
      case Walk.End.Addresses found -> found.addresses();
      case Walk.End.Unknown unknown -> throw new IOException(unknown.why().sentence());
      case Walk.End.NoName none -> throw absent(name, Names.text(none.name()) + " does not exist");
      case Walk.End.NoAddress none ->
          throw absent(name, Names.text(none.name()) + " has no address");
      case Walk.End.Loop _, Walk.End.TooLong _, Walk.End.Several _ ->
          throw absent(name, "its CNAMEs lead to no address");
    };
  }

  private static UnknownHostException absent(String name, String reason) {
    return new UnknownHostException(name + " has no address: " + reason);
  }

  /** Everything that the DNS says about a host. */
  public HostDns look(HostName host) {
    return new HostLook(host, new Inquiry(settings)).look();
  }

  /**
   * What CAA says about a certificate for a host, for each of these CAs. Without any nobody is
   * asked: what could not be asked about none must hold none back.
   */
  public Caa caa(HostName host, boolean wildcard, List<CaIdentity> cas) {
    return new CaaSearch(new Inquiry(settings)).find(Names.name(host.value()), wildcard, cas);
  }

  /** Holds a record list against the DNS. */
  public Verification verify(RecordList list) {
    Inquiry inquiry = new Inquiry(settings);
    HostDns host = new HostLook(list.plan().host(), inquiry).look();
    return new Verification(host, new Comparison(list, host, inquiry).results());
  }

  /**
   * Whether every name server of a name's zone that answers has this TXT value at the name, or at
   * the end of its CNAMEs: what a CA will see, before it is asked to look.
   */
  public TxtSpread txtSpread(String name, String value) {
    return TxtSpread.of(Names.name(name), value, new Inquiry(settings));
  }
}
