package io.clickward.dns;

import java.util.stream.Collectors;

/** Results as text, for golden files. */
final class Written {
  private Written() {}

  static String verification(Verification verification) {
    HostDns host = verification.host();
    return """
        %s in zone %s
        way: %s
        addresses: %s
        ending: %s at %s %s
        signatures: %s %s
        %s
        %s"""
        .formatted(
            host.host(),
            host.zone().orElse("?"),
            host.way(),
            Targets.texts(host.addresses()),
            host.ending(),
            host.endedAt(),
            host.trouble(),
            host.dnssec().state(),
            host.dnssec().reason(),
            host.nameServers().stream().map(Written::server).collect(Collectors.joining("\n")),
            verification.results().stream().map(Written::result).collect(Collectors.joining()));
  }

  private static String server(NameServer server) {
    return "server %s: %s %s %s %s"
        .formatted(
            server.name(),
            server.state(),
            server.sentence(),
            server.targets(),
            Targets.texts(server.addresses()));
  }

  private static String result(RecordResult result) {
    return """

        %s %s %s %s (%s)
        verdict:  %s, %s
        found:    %s
        expected: %s
        %s
        -> %s
        """
        .formatted(
            result.wanted().step(),
            result.wanted().name(),
            result.wanted().type(),
            result.wanted().value(),
            result.wanted().optional() ? "optional" : "needed",
            result.verdict(),
            result.verdict().standing(),
            result.found(),
            result.expected(),
            result.sentence(),
            result.nextStep());
  }

  static String caa(Caa caa) {
    return "%s at %s: %s %s\n".formatted(caa.state(), caa.foundAt(), caa.records(), caa.reason())
        + caa.rights().stream()
            .map(
                right ->
                    "%s may %s, %s\n"
                        .formatted(
                            right.ca().issuer(),
                            right.methods().stream().sorted().toList(),
                            right.why()))
            .collect(Collectors.joining());
  }
}
