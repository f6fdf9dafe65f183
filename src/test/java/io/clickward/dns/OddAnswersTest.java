package io.clickward.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.domain.HostName;
import io.clickward.domain.ProviderAccount;
import io.clickward.testing.DnsStub;
import io.clickward.testing.Golden;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What no real name server would answer, and the bounds of asking. */
class OddAnswersTest {
  private static final String[] ZONE = {
    "example.test. SOA ns1.example.test. root.example.test. 1 3600 600 86400 60",
    "example.test. NS ns1.example.test.",
    "ns1.example.test. A 127.0.0.1",
    "edge.clickward.test. A 192.0.2.10",
    "beside.example.test. CNAME edge.clickward.test.",
    "beside.example.test. A 198.51.100.7",
    "several.example.test. CNAME edge.clickward.test.",
    "several.example.test. CNAME old.example.test.",
    "proxied.example.test. A 198.51.100.9",
    "d111.cloudfront.net. A 198.51.100.8",
    "next.example.test. CNAME sendgrid.net.",
    "moved.example.test. CNAME edge.clickward.test.",
    "sendgrid.net. A 198.51.100.5",
    "flat.example.test. A 192.0.2.10",
    "both.example.test. A 192.0.2.10",
    "both.example.test. A 192.0.2.11",
    "said.example.test. A 192.0.2.11",
    "hop.example.test. CNAME flat.example.test.",
  };

  private static Dns dns(DnsStub stub, Predicate<InetAddress> mayAsk, int questionsMax) {
    return new Dns(
        new DnsSettings(
            List.of(stub.address()),
            stub.address().getPort(),
            Duration.ofMillis(300),
            Duration.ofSeconds(3),
            questionsMax,
            "",
            mayAsk));
  }

  /** The zone, with SERVFAIL to one question. */
  private static DnsStub failing(String name, int type) throws Exception {
    return DnsStub.of(
        query -> {
          Record question = query.getQuestion();
          boolean asked = question.getName().toString().equals(name) && question.getType() == type;
          return Optional.of(
              asked ? DnsStub.reply(query, Rcode.SERVFAIL) : DnsStub.answer(query, ZONE));
        });
  }

  private static RecordList list(String host, ProviderAccount provider, EdgeRecords edge) {
    return RecordList.of(
        new RecordPlan(
            HostName.parse(host),
            HostName.parse("example.test"),
            provider,
            edge,
            Optional.empty(),
            Optional.empty()));
  }

  private static final EdgeRecords OURS =
      new EdgeRecords.Clickward(Optional.of(HostName.parse("edge.clickward.test")), List.of());
  private static final ProviderAccount SENDGRID =
      new ProviderAccount.SendGrid(HostName.parse("123.example.test"), false);

  private static List<Verdict> verdicts(Dns dns, RecordList list) {
    return dns.verify(list).results().stream().map(RecordResult::verdict).toList();
  }

  @Test
  void namesAnAddressBesideACname() throws Exception {
    assertGolden("beside-cname", "beside.example.test", Verdict.CONFLICTING);
  }

  @Test
  void namesSeveralCnames() throws Exception {
    assertGolden("several-cnames", "several.example.test", Verdict.CONFLICTING);
  }

  private static void assertGolden(String name, String host, Verdict verdict) throws Exception {
    try (DnsStub stub = DnsStub.zone(ZONE)) {
      Verification verification =
          dns(stub, _ -> true, 200).verify(list(host, new ProviderAccount.None(), OURS));
      Golden.assertMatches("dns/" + name + ".txt", Written.verification(verification));
      assertThat(verification.results().getFirst().verdict()).isEqualTo(verdict);
    }
  }

  @Test
  void doesNotCallTheAddressesOfACdnWrong() throws Exception {
    EdgeRecords cdn = new EdgeRecords.Cdn(HostName.parse("d111.cloudfront.net"));
    try (DnsStub stub = DnsStub.zone(ZONE)) {
      assertThat(
              verdicts(
                  dns(stub, _ -> true, 200),
                  list("proxied.example.test", new ProviderAccount.None(), cdn)))
          .containsExactly(Verdict.CANNOT_TELL);
    }
  }

  @Test
  void anEdgeNameThatCouldNotBeAskedForMakesNoAddressWrong() throws Exception {
    EdgeRecords ours =
        new EdgeRecords.Clickward(
            Optional.of(HostName.parse("edge.clickward.test")),
            List.of(InetAddress.ofLiteral("192.0.2.11")));
    for (int type : new int[] {Type.CNAME, Type.A, Type.AAAA}) {
      try (DnsStub stub = failing("edge.clickward.test.", type)) {
        Dns dns = dns(stub, _ -> true, 200);
        for (String host : List.of("flat", "both", "hop")) {
          assertThat(verdicts(dns, list(host + ".example.test", new ProviderAccount.None(), ours)))
              .as("%s without %s", host, Type.string(type))
              .containsExactly(Verdict.SERVER_FAILED);
        }
        assertThat(verdicts(dns, list("said.example.test", new ProviderAccount.None(), ours)))
            .containsExactly(Verdict.OK_OTHER_FORM);
      }
    }
    try (DnsStub stub = DnsStub.zone(ZONE)) {
      Dns dns = dns(stub, _ -> true, 200);
      assertThat(verdicts(dns, list("both.example.test", new ProviderAccount.None(), ours)))
          .containsExactly(Verdict.OK_OTHER_FORM);
      assertThat(verdicts(dns, list("proxied.example.test", new ProviderAccount.None(), ours)))
          .containsExactly(Verdict.WRONG_TARGET);
    }
  }

  @Test
  void acceptsTheProvidersTargetUntilTrafficMovesAndNeverAfterwardsCallsItWrong() throws Exception {
    try (DnsStub stub = DnsStub.zone(ZONE)) {
      Dns dns = dns(stub, _ -> true, 200);
      assertThat(verdicts(dns, list("next.example.test", SENDGRID, OURS)))
          .containsExactly(Verdict.OK, Verdict.NAME_MISSING, Verdict.EARLIER_STEP);
      assertThat(verdicts(dns, list("moved.example.test", SENDGRID, OURS)))
          .containsExactly(Verdict.REPLACED, Verdict.NAME_MISSING, Verdict.OK);
    }
  }

  @Test
  void asksNoNameServerThatIsNotPublic() throws Exception {
    try (DnsStub stub = DnsStub.zone(ZONE)) {
      HostDns host = dns(stub, _ -> false, 200).look(HostName.parse("moved.example.test"));
      assertThat(host.nameServers())
          .singleElement()
          .satisfies(server -> assertThat(server.sentence()).contains("no public address"))
          .extracting(NameServer::state)
          .isEqualTo(NameServer.State.NOT_ASKED);
    }
  }

  @Test
  void asksNoMoreQuestionsThanItsShare() throws Exception {
    try (DnsStub stub = DnsStub.zone(ZONE)) {
      List<Verdict> verdicts =
          verdicts(dns(stub, _ -> true, 4), list("moved.example.test", SENDGRID, OURS));
      assertThat(stub.asked().values().stream().mapToInt(Integer::intValue).sum())
          .isLessThanOrEqualTo(4);
      assertThat(verdicts).noneMatch(v -> v.standing() == Verdict.Standing.WRONG);
    }
  }

  @Test
  void waitsNoLongerThanItsShareAndCallsNothingWrong() throws Exception {
    try (DnsStub stub = DnsStub.of(_ -> Optional.empty())) {
      long start = System.nanoTime();
      Verification verification =
          dns(stub, _ -> true, 200).verify(list("moved.example.test", SENDGRID, OURS));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
      assertThat(verification.results())
          .allMatch(r -> r.verdict().standing() == Verdict.Standing.UNKNOWN);
    }
  }

  /**
   * The servers of customer.test fail: its zone is then taken for the one above, whose servers
   * refer.
   */
  private static Optional<Message> brokenBelow(Message query, boolean exists) {
    Message reply = DnsStub.reply(query, exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
    String name = query.getQuestion().getName().toString();
    if (!name.endsWith("customer.test.")) {
      return Optional.of(
          DnsStub.answer(
              query,
              "test. SOA ns1.test. root.test. 1 3600 600 86400 60",
              "test. NS ns1.test.",
              "ns1.test. A 127.0.0.1"));
    }
    if (query.getHeader().getFlag(Flags.RD)) {
      return Optional.of(DnsStub.reply(query, Rcode.SERVFAIL));
    }
    reply.addRecord(DnsStub.record("customer.test. NS ns1.customer.test."), Section.AUTHORITY);
    return Optional.of(reply);
  }

  @Test
  void aReferralFromTheZoneAboveSaysNothingOfARecord() throws Exception {
    for (boolean exists : List.of(true, false)) {
      try (DnsStub stub = DnsStub.of(query -> brokenBelow(query, exists))) {
        String name = "_clickward.links.customer.test";
        assertThat(dns(stub, _ -> true, 200).txtSpread(name, "proof"))
            .isEqualTo(new TxtSpread(name, List.of(), List.of(), List.of("ns1.test")));
      }
    }
  }

  private static final String OWNERSHIP = "_clickward.links.example.test";
  private static final String PROOFS = OWNERSHIP + ". CNAME proofs.example.test.";

  /** The zone's servers have the CNAME; what the resolver says of it is the test's. */
  private static TxtSpread spreadBehindACname(Function<Message, Message> resolver)
      throws Exception {
    Function<Message, Optional<Message>> answering =
        query -> {
          boolean here = query.getQuestion().getName().toString().startsWith(OWNERSHIP);
          if (here && query.getHeader().getFlag(Flags.RD)) {
            return Optional.of(resolver.apply(query));
          }
          Message answer = DnsStub.answer(query, ZONE);
          if (here) {
            answer.getHeader().setRcode(Rcode.NOERROR);
            answer.addRecord(DnsStub.record(PROOFS), Section.ANSWER);
          }
          return Optional.of(answer);
        };
    try (DnsStub stub = DnsStub.of(answering)) {
      return dns(stub, _ -> true, 200).txtSpread(OWNERSHIP, "proof");
    }
  }

  @Test
  void aTextBehindACnameThatCouldNotBeAskedForIsNotMissing() throws Exception {
    TxtSpread nobodySaid =
        new TxtSpread(OWNERSHIP, List.of(), List.of(), List.of("ns1.example.test"));

    assertThat(spreadBehindACname(query -> DnsStub.reply(query, Rcode.SERVFAIL)))
        .isEqualTo(nobodySaid);
    assertThat(spreadBehindACname(query -> DnsStub.reply(query, Rcode.NXDOMAIN)))
        .isEqualTo(nobodySaid);
    assertThat(spreadBehindACname(query -> DnsStub.reply(query, Rcode.NOERROR)))
        .isEqualTo(nobodySaid);
  }

  @Test
  void aTextBehindCnamesThatLeadNowhereIsMissing() throws Exception {
    String circle = OWNERSHIP + ". CNAME " + OWNERSHIP + ".";
    String second = OWNERSHIP + ". CNAME other.example.test.";
    List<String> server = List.of("ns1.example.test");

    assertThat(spreadBehindACname(query -> DnsStub.answer(query, circle)).lacking())
        .isEqualTo(server);
    assertThat(spreadBehindACname(query -> DnsStub.answer(query, PROOFS, second)).lacking())
        .isEqualTo(server);
  }

  private static Message withTheCname(Message query, String proof) {
    Message answer = DnsStub.answer(query, PROOFS, proof);
    boolean asked = query.getQuestion().getName().toString().startsWith(OWNERSHIP);
    if (asked && query.getQuestion().getType() == Type.TXT) {
      answer.addRecord(DnsStub.record(PROOFS), Section.ANSWER);
      answer.addRecord(DnsStub.record(proof), Section.ANSWER);
    }
    return answer;
  }

  /** The record list and the check of ownership look at the same place. */
  @Test
  void findsATextBehindACname() throws Exception {
    RecordList list =
        RecordList.of(
            new RecordPlan(
                HostName.parse("links.example.test"),
                HostName.parse("example.test"),
                new ProviderAccount.None(),
                OURS,
                Optional.of("proof"),
                Optional.empty()));
    WantedRecord wanted = list.records().getFirst();
    assertThat(wanted.name()).isEqualTo(OWNERSHIP);
    for (String text : List.of(wanted.value(), "another")) {
      String proof = "proofs.example.test. TXT \"%s\"".formatted(text);
      try (DnsStub stub = DnsStub.of(query -> Optional.of(withTheCname(query, proof)))) {
        assertThat(verdicts(dns(stub, _ -> true, 200), list).getFirst())
            .isEqualTo(text.equals("another") ? Verdict.WRONG_TARGET : Verdict.OK);
      }
    }
  }

  @Test
  void asksTheNextResolverWhenOneRefuses() throws Exception {
    try (DnsStub refusing = DnsStub.of(query -> Optional.of(DnsStub.reply(query, Rcode.REFUSED)));
        DnsStub stub = DnsStub.zone(ZONE)) {
      Dns dns = new Dns(DnsSettings.of(List.of(refusing.address(), stub.address()), _ -> false));
      assertThat(dns.addresses("moved.example.test"))
          .containsExactly(InetAddress.ofLiteral("192.0.2.10"));
    }
  }

  @Test
  void doesNotReadTheHostsFile() throws Exception {
    try (DnsStub stub = DnsStub.zone(ZONE)) {
      assertThatThrownBy(() -> dns(stub, _ -> true, 50).addresses("localhost"))
          .isInstanceOf(UnknownHostException.class)
          .hasMessageContaining("localhost does not exist");
      assertThat(stub.asked()).containsKey("CNAME localhost.");
    }
  }

  @Test
  void tellsNoAddressFromNobodyCouldSay() throws Exception {
    try (DnsStub stub = DnsStub.of(_ -> Optional.empty())) {
      assertThatThrownBy(() -> dns(stub, _ -> true, 50).addresses("a.test"))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(UnknownHostException.class)
          .hasMessageContaining("did not answer");
    }
  }

  @Test
  void survivesAnswersThatAreNoise() throws Exception {
    InetSocketAddress where = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (DnsStub stub = DnsStub.at(where, query -> Optional.of(DnsStub.reply(query, 9)))) {
      assertThat(dns(stub, _ -> true, 50).look(HostName.parse("a.example.test")).asked()).isFalse();
    }
  }
}
