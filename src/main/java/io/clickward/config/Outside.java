package io.clickward.config;

import static io.clickward.config.Format.FLAG;
import static io.clickward.config.Format.HOST;
import static io.clickward.config.Format.PORT;

import io.clickward.domain.HostName;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the world sees this installation, and how the server asks the world.
 *
 * @param name the name that link hosts lead to by CNAME
 * @param addresses its addresses, for hosts that cannot have a CNAME
 * @param resolvers recursive resolvers; empty for those of the machine
 * @param nameServerPort where zones' own name servers are asked
 * @param dnssec whether answers are validated from the root's keys
 * @param allow addresses beside the public ones that may be connected to
 * @param trust a PEM file with a further CA that probes trust
 */
public record Outside(
    Optional<HostName> name,
    List<InetAddress> addresses,
    List<ListenAddress> resolvers,
    int nameServerPort,
    boolean dnssec,
    List<AddressRange> allow,
    Optional<Path> trust) {
  private static final int DNS_PORT = 53;
  private static final Format<InetAddress> IP =
      Format.of("an IPv4 or IPv6 address, such as 192.0.2.10", Outside::address);

  public Outside {
    addresses = List.copyOf(addresses);
    resolvers = List.copyOf(resolvers);
    allow = List.copyOf(allow);
  }

  private static InetAddress address(String text) {
    return InetAddress.ofLiteral(text);
  }

  static Outside from(Section outside) {
    return new Outside(
        outside.find(
            "name",
            HOST,
            "edge.example.net",
            "none",
            "The name that link hosts lead to by CNAME: it has to lead to this server. Without it, and without `addresses`, no domain that is added can be found ready."),
        outside.list(
            "addresses",
            IP,
            "192.0.2.10",
            "This server's public addresses, for hosts that cannot have a CNAME."),
        outside.list(
            "resolvers",
            Format.ADDRESS,
            "192.0.2.53:53",
            "Resolvers to ask. Without any: those of the machine."),
        outside.get(
            "nameServerPort",
            PORT,
            "" + DNS_PORT,
            "Port of zones' own name servers; 53 but in labs."),
        outside.get(
            "dnssec",
            FLAG,
            "true",
            "Whether answers are validated from the keys of the root zone."),
        outside.list(
            "allow",
            Format.of(AddressRange.EXPECTED, AddressRange::parse),
            "10.1.0.0/16",
            "Addresses beside the public ones that the server may connect to when it looks at a host or asks name servers."),
        outside.find(
            "trust",
            Format.path(outside.folder()),
            "company-ca.pem",
            "the platform's trusted CAs alone",
            "PEM file with CAs that the live probe trusts as well."));
  }
}
