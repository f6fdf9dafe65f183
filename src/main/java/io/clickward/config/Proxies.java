package io.clickward.config;

import java.util.List;

/**
 * The proxies in front of the server whose word about the client is taken.
 *
 * @param protocol where connections begin with a PROXY protocol header
 * @param forwarded where X-Forwarded-For is believed
 */
public record Proxies(List<AddressRange> protocol, List<AddressRange> forwarded) {
  private static final Format<AddressRange> RANGE =
      Format.of(AddressRange.EXPECTED, AddressRange::parse);

  public Proxies {
    protocol = List.copyOf(protocol);
    forwarded = List.copyOf(forwarded);
  }

  static Proxies from(Section proxies) {
    return new Proxies(
        proxies.list(
            "protocol",
            RANGE,
            "192.0.2.10",
            "Connections from here begin with a PROXY protocol header, version 1 or 2; from anywhere else such a header is a bad request."),
        proxies.list(
            "forwarded",
            RANGE,
            "192.0.2.20",
            "The X-Forwarded-For header of requests from here is believed; from anywhere else it is ignored."));
  }
}
