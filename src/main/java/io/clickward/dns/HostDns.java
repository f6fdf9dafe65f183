package io.clickward.dns;

import io.clickward.domain.HostName;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the DNS says about a host, seen through the resolvers and at its zone's own name servers.
 *
 * @param host the host
 * @param zone the zone that it is in; empty when it could not be found
 * @param targets its CNAME and the CNAMEs behind that, in order
 * @param addresses the addresses at the end
 * @param ending how the way to the addresses ended
 * @param endedAt the name where it ended
 * @param trouble when nobody could say: who did not say what; else empty
 * @param besideCname the host has a CNAME and addresses of its own, which RFC 1034 section 3.6.2
 *     forbids
 * @param doubledName the host with its zone appended once more, when that name has records
 * @param dnssec the state of its signatures
 * @param nameServers the zone's own name servers
 */
public record HostDns(
    HostName host,
    Optional<String> zone,
    List<String> targets,
    List<InetAddress> addresses,
    Ending ending,
    String endedAt,
    String trouble,
    boolean besideCname,
    Optional<String> doubledName,
    Dnssec dnssec,
    List<NameServer> nameServers) {

  /** How the way from a host to its addresses ends. */
  public enum Ending {
    ADDRESSES,
    NO_NAME,
    NO_ADDRESS,
    LOOP,
    TOO_LONG,
    SEVERAL_CNAMES,
    SERVER_FAILED,
    NO_ANSWER,
    NOT_ASKED
  }

  public HostDns {
    targets = List.copyOf(targets);
    addresses = List.copyOf(addresses);
    nameServers = List.copyOf(nameServers);
  }

  /** Whether somebody could say what there is, be it nothing. */
  public boolean asked() {
    return switch (ending) {
      case SERVER_FAILED, NO_ANSWER, NOT_ASKED -> false;
      case ADDRESSES, NO_NAME, NO_ADDRESS, LOOP, TOO_LONG, SEVERAL_CNAMES -> true;
    };
  }

  /** Whether every name server of the zone was asked and none knows the zone. */
  public boolean lame() {
    return !nameServers.isEmpty()
        && nameServers.stream().allMatch(s -> s.state() == NameServer.State.LAME);
  }

  /** Whether the zone has name servers and none of them answered. */
  public boolean silent() {
    return !nameServers.isEmpty()
        && nameServers.stream().allMatch(s -> s.state() == NameServer.State.NOT_ASKED);
  }

  /** The host and its CNAMEs as a line: {@code a -> b -> c}. */
  public String way() {
    return String.join(" -> ", Stream.concat(Stream.of(host.value()), targets.stream()).toList());
  }
}
