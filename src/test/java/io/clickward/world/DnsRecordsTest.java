package io.clickward.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.config.Config;
import io.clickward.config.ConfigReader;
import io.clickward.domain.Claim;
import io.clickward.domain.DomainState;
import io.clickward.domain.EdgeKind;
import io.clickward.domain.Evidence;
import io.clickward.domain.Finding;
import io.clickward.domain.HostName;
import io.clickward.domain.Placement;
import io.clickward.domain.Provider;
import io.clickward.onboarding.RecordAnswer;
import io.clickward.onboarding.RecordLine;
import io.clickward.testing.DnsStub;
import io.clickward.testing.Domains;
import io.clickward.testing.Golden;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/** The records of a claim for each provider and edge, as API and command line show them. */
class DnsRecordsTest {
  private static final HostName HOST = new HostName("links.example.test");
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

  /** SendGrid's account record is there, and so is the record for traffic of the step before. */
  private static final String[] ZONE = {
    "example.test. SOA ns.example.test. root.example.test. 1 3600 600 86400 60",
    "example.test. NS ns.example.test.",
    "ns.example.test. A 127.0.0.1",
    "links.example.test. CNAME sendgrid.net.",
    "1234567.example.test. CNAME sendgrid.net.",
    "sendgrid.net. A 198.51.100.5",
  };

  @TempDir Path folder;

  private static final Map<String, String> AUTO_SSL =
      Map.of(
          "providerAccount", "1234567",
          "providerChallenge", "links.example.test.1b4e28ba.dcv.cloudflare.com",
          "providerHostToken", "1b4e28ba-2fa1-11d2-883f-0016d3cca427");

  private static Map<String, Claim> claims() {
    Map<String, Claim> claims = new TreeMap<>();
    claims.put("clickward", claim(Provider.CLICKWARD, null, Map.of()));
    claims.put("sendgrid", claim(Provider.SENDGRID, null, Map.of("providerAccount", "1234567")));
    claims.put(
        "sendgrid-cdn-eu",
        claim(
            Provider.SENDGRID,
            EdgeKind.CLOUDFRONT,
            Map.of(
                "providerAccount", "1234567",
                "providerRegion", "eu",
                "edgeTarget", "d111.cloudfront.net")));
    claims.put("sendgrid-auto-ssl", claim(Provider.SENDGRID, null, AUTO_SSL));
    claims.put("sparkpost", claim(Provider.SPARKPOST, null, Map.of()));
    claims.put(
        "sparkpost-direct",
        claim(
            Provider.SPARKPOST,
            EdgeKind.OTHER,
            Map.of("providerOrigin", "acme.et.e.sparkpost.com")));
    claims.put(
        "sparkpost-managed",
        claim(Provider.SPARKPOST, null, Map.of("providerManaged", "true", "providerRegion", "eu")));
    claims.put("ses", claim(Provider.SES, null, Map.of("providerRegion", "eu-central-1")));
    claims.put(
        "ses-direct", claim(Provider.SES, EdgeKind.OTHER, Map.of("providerRegion", "us-east-1")));
    claims.put(
        "custom",
        claim(Provider.CUSTOM, EdgeKind.OTHER, Map.of("providerOrigin", "track.provider.test")));
    return claims;
  }

  private static Claim claim(Provider provider, EdgeKind edge, Map<String, String> values) {
    List<Finding> problems = new ArrayList<>();
    Placement placement =
        Placement.read(provider, HOST, Optional.ofNullable(edge), values, problems);
    assertThat(problems).isEmpty();
    return new Claim(
        Domains.of(HOST.value()).withProvider(provider),
        placement,
        "proof",
        false,
        new DomainState.Registered(),
        NOW,
        NOW);
  }

  private DnsRecords records(DnsStub stub) throws Exception {
    return records(stub, "name: edge.clickward.test");
  }

  private DnsRecords records(DnsStub stub, String outside) throws Exception {
    Path file = folder.resolve("clickward.yaml");
    Files.writeString(
        file,
        """
        listen: {http: "127.0.0.1:0", https: "127.0.0.1:0", admin: "127.0.0.1:0"}
        data: ./data
        outside:
          %2$s
          resolvers: "127.0.0.1:%1$d"
          nameServerPort: %1$d
          dnssec: false
          allow: 127.0.0.0/8
        """
            .formatted(stub.address().getPort(), outside));
    Config config = ConfigReader.read(file, Map.of());
    return new DnsRecords(config, Outlook.of(config, InstantSource.system()).dns());
  }

  @Test
  void listsEveryRecordOfEachProviderAndEdge() throws Exception {
    try (DnsStub stub = DnsStub.zone(ZONE)) {
      DnsRecords records = records(stub);
      StringBuilder text = new StringBuilder();
      claims()
          .forEach(
              (name, claim) -> {
                text.append("== %s: edge %s\n".formatted(name, claim.edge().word()));
                records.list(claim).forEach(line -> text.append(written(line)));
              });
      Golden.assertMatches("domain/provider-records.txt", text.toString());
    }
  }

  @Test
  void saysOfEachRecordWhatIsThereAndWhatToDoNext() throws Exception {
    try (DnsStub stub = DnsStub.zone(ZONE)) {
      DnsRecords records = records(stub);
      StringBuilder text = new StringBuilder();
      for (String name : List.of("sendgrid", "sendgrid-auto-ssl", "sparkpost-managed")) {
        text.append("== %s\n".formatted(name));
        for (RecordAnswer answer : records.check(claims().get(name))) {
          text.append(written(answer.line())).append(verdict(answer));
        }
      }
      Golden.assertMatches("domain/provider-verdicts.txt", text.toString());
    }
  }

  @Test
  void saysThatNobodyKnowsWhereAHostIsToLeadUntilTheOperatorSaysIt() throws Exception {
    try (DnsStub stub = DnsStub.zone(ZONE)) {
      DnsRecords unsaid = records(stub, "");
      assertThat(unsaid.gaps(claims().get("clickward")))
          .singleElement()
          .satisfies(
              gap -> {
                assertThat(gap.subject()).isEqualTo("outside.name");
                assertThat(gap.nextStep()).contains("clickward.yaml");
              });
      assertThat(unsaid.gaps(claims().get("sendgrid-cdn-eu"))).isEmpty();
      assertThat(unsaid.gaps(claims().get("ses-direct"))).isEmpty();
      assertThat(records(stub).gaps(claims().get("clickward"))).isEmpty();
      assertThat(records(stub, "addresses: 192.0.2.10").gaps(claims().get("clickward"))).isEmpty();
    }
  }

  /** Whether the record of traffic to a CDN is left to the probe. */
  private boolean probeTells(Function<Message, Message> answering) throws Exception {
    try (DnsStub stub = DnsStub.of(query -> Optional.of(answering.apply(query)))) {
      List<RecordAnswer> answers =
          records(stub)
              .check(
                  claim(
                      Provider.CLICKWARD,
                      EdgeKind.CLOUDFRONT,
                      Map.of("edgeTarget", "d111.cloudfront.net")));
      return answers.getLast().probeTells();
    }
  }

  @Test
  void addressesThatACdnMayHaveAreLeftToTheProbeAndNothingElseIs() throws Exception {
    String flat = "links.example.test. A 198.51.100.9";

    assertThat(probeTells(query -> DnsStub.answer(query, flat))).isTrue();

    assertThat(probeTells(query -> DnsStub.answer(query, ZONE))).isFalse();
    assertThat(probeTells(query -> DnsStub.reply(query, Rcode.SERVFAIL))).isFalse();
    assertThat(probeTells(query -> DnsStub.reply(query, Rcode.REFUSED))).isFalse();
    assertThat(probeTells(query -> spreading(query, flat))).isFalse();
  }

  /** The zone's server has the CNAME; the resolver still holds what was there before. */
  private static Message spreading(Message query, String before) {
    String[] zone = {ZONE[0], ZONE[1], ZONE[2], "links.example.test. CNAME d111.cloudfront.net."};
    String[] cache = {ZONE[0], ZONE[1], ZONE[2], before};
    return DnsStub.answer(query, query.getHeader().getFlag(Flags.RD) ? cache : zone);
  }

  private static final String OWNERSHIP = "_clickward.links.example.test";
  private static final String[] TWO_SERVERS = {
    "example.test. SOA ns1.example.test. root.example.test. 1 3600 600 86400 60",
    "example.test. NS ns1.example.test.",
    "example.test. NS ns2.example.test.",
    "ns1.example.test. A 127.0.0.1",
    "ns2.example.test. A 127.0.0.2",
  };

  /** What a name server of the zone says when it is asked for the ownership record. */
  private enum Says {
    NOTHING,
    NO_SUCH_ZONE,
    NO_SUCH_TEXT,
    THE_TEXT
  }

  /** To a resolver's clients the zone is there, and the record is not yet. */
  private static Optional<Message> says(Says says, Message query) {
    if (query.getHeader().getFlag(Flags.RD)) {
      return Optional.of(DnsStub.answer(query, TWO_SERVERS));
    }
    return switch (says) {
      case NOTHING -> Optional.empty();
      case NO_SUCH_ZONE -> Optional.of(DnsStub.reply(query, Rcode.REFUSED));
      case NO_SUCH_TEXT -> Optional.of(DnsStub.answer(query, TWO_SERVERS));
      case THE_TEXT -> Optional.of(DnsStub.answer(query, OWNERSHIP + ". TXT \"the-text\""));
    };
  }

  private Evidence ownership(Says first, Says second) throws Exception {
    try (DnsStub one = DnsStub.of(query -> says(first, query));
        DnsStub _ =
            DnsStub.at(
                new InetSocketAddress("127.0.0.2", one.address().getPort()),
                query -> says(second, query))) {
      return records(one).check(HOST, OWNERSHIP, "the-text");
    }
  }

  private static void assertThatItIs(
      Evidence evidence, Evidence.Verdict verdict, String code, String observed) {
    assertThat(evidence.verdict()).isEqualTo(verdict);
    assertThat(evidence.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo(code);
              assertThat(finding.observed()).contains(observed);
            });
  }

  @Test
  void ownershipHoldsWhereEachNameServerHasTheText() throws Exception {
    assertThat(ownership(Says.THE_TEXT, Says.THE_TEXT)).isEqualTo(Evidence.holds());
  }

  @Test
  void ownershipIsMissingWhereTheNameServersDoNotHaveTheText() throws Exception {
    assertThatItIs(
        ownership(Says.NO_SUCH_TEXT, Says.NO_SUCH_TEXT),
        Evidence.Verdict.FAILS,
        "dns.ownership-missing",
        "do not have it: ns1.example.test, ns2.example.test");
  }

  @Test
  void ownershipIsUnknownWhereNoNameServerCouldBeAsked() throws Exception {
    assertThatItIs(
        ownership(Says.NO_SUCH_ZONE, Says.NOTHING),
        Evidence.Verdict.UNKNOWN,
        "dns.ownership-unknown",
        "no name server of the zone could say whether it is there");
  }

  @Test
  void ownershipIsUnknownWhileSomeNameServersHaveTheTextAndOthersNot() throws Exception {
    assertThatItIs(
        ownership(Says.THE_TEXT, Says.NO_SUCH_TEXT),
        Evidence.Verdict.UNKNOWN,
        "dns.ownership-unknown",
        "do not have it yet: ns2.example.test");
  }

  private static String written(RecordLine line) {
    return "%s. %d IN %s %s\n  %s in zone %s, for %s: %s\n"
        .formatted(
            line.name(),
            line.ttlSeconds(),
            line.type(),
            line.value(),
            line.relativeName(),
            line.zone(),
            line.step(),
            line.why());
  }

  private static String verdict(RecordAnswer answer) {
    StringBuilder text =
        new StringBuilder(
            "  %s, found: %s\n".formatted(answer.evidence().verdict(), answer.found()));
    for (Finding finding : answer.evidence().findings()) {
      text.append(
          "  %s: %s\n  expected %s\n  %s\n"
              .formatted(
                  finding.code(), finding.observed(), finding.expected(), finding.nextStep()));
    }
    return text.toString();
  }
}
