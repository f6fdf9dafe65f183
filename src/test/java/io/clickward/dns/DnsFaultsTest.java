package io.clickward.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.HostName;
import io.clickward.domain.ProviderAccount;
import io.clickward.testing.Bind;
import io.clickward.testing.DnsStub;
import io.clickward.testing.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Each fault made in a real BIND has a verdict and a sentence of its own. */
class DnsFaultsTest {
  private static final CaIdentity CA = CaIdentity.of("ca.test");
  private static final String EDGE = "edge.clickward.test";

  @TempDir private static Path folder;
  private static Bind bind;
  private static Dns dns;

  @BeforeAll
  static void startBind() throws Exception {
    bind =
        new Bind.Zones(folder)
            .zone(
                "clickward.test",
                """
                edge.clickward.test. A 192.0.2.10
                edge.clickward.test. AAAA 2001:db8::10
                """)
            .zone(
                "example.test",
                """
                good.example.test. CNAME edge.clickward.test.
                _clickward.good.example.test. TXT "token-of-the-account"
                _acme-challenge.good.example.test. CNAME good.acme.clickward.test.
                chain.example.test. CNAME hop.example.test.
                hop.example.test. CNAME edge.clickward.test.
                flat.example.test. A 192.0.2.10
                flat.example.test. AAAA 2001:db8::10
                notype.example.test. TXT "nothing else"
                wrong.example.test. CNAME old.clickward.test.
                other.example.test. CNAME elsewhere.example.test.
                elsewhere.example.test. A 198.51.100.7
                addresses.example.test. A 198.51.100.7
                stale.example.test. A 192.0.2.10
                stale.example.test. AAAA 2001:db8:dead::1
                through.example.test. CNAME here.caa.test.
                loop.example.test. CNAME loop-a.example.test.
                loop-a.example.test. CNAME loop-b.example.test.
                loop-b.example.test. CNAME loop-a.example.test.
                doubled.example.test.example.test. CNAME edge.clickward.test.
                _clickward.doubled.example.test.example.test. TXT "token-of-the-account"
                long.example.test. CNAME l1.example.test.
                l1.example.test. CNAME l2.example.test.
                l2.example.test. CNAME l3.example.test.
                l3.example.test. CNAME l4.example.test.
                l4.example.test. CNAME l5.example.test.
                l5.example.test. CNAME l6.example.test.
                l6.example.test. CNAME l7.example.test.
                l7.example.test. CNAME l8.example.test.
                l8.example.test. CNAME l9.example.test.
                l9.example.test. CNAME edge.clickward.test.
                """)
            .zone("caa.test", CAA_RECORDS)
            .zone(
                "failing.test",
                "links.failing.test. CNAME a.test.\nlinks.failing.test. A 192.0.2.1\n")
            .signed("secure.test", "links.secure.test. CNAME edge.clickward.test.\n")
            .wronglySigned("broken.test", "links.broken.test. A 192.0.2.10\n")
            .start(
                """
                lame.test. NS ns1.lame.test.
                ns1.lame.test. A 127.0.0.4
                silent.test. NS ns1.silent.test.
                ns1.silent.test. A 127.0.0.5
                """);
    dns = new Dns(settings(bind));
  }

  private static final String CAA_RECORDS =
      """
      caa.test. CAA 0 issue "other-ca.test"
      links.caa.test. A 192.0.2.10
      here.caa.test. CAA 0 issue "ca.test"
      here.caa.test. A 192.0.2.10
      methods.caa.test. CAA 0 issue "ca.test; validationmethods=dns-01"
      account.caa.test. CAA 0 issue "ca.test; accounturi=https://ca.test/acct/1"
      critical.caa.test. CAA 128 tbs "unknown"
      nobody.caa.test. CAA 0 issue ";"
      wild.caa.test. CAA 0 issue "ca.test"
      wild.caa.test. CAA 0 issuewild ";"
      mail.caa.test. CAA 0 iodef "mailto:a@caa.test"
      alias.caa.test. CNAME target.example.test.
      """;

  static DnsSettings settings(Bind bind) {
    return new DnsSettings(
        List.of(bind.resolver()),
        bind.port(),
        Duration.ofSeconds(4),
        Duration.ofSeconds(30),
        200,
        bind.anchor(),
        _ -> true);
  }

  @AfterAll
  static void stopBind() throws Exception {
    if (bind != null) {
      bind.close();
    }
  }

  @Test
  void findsNothingWrongWithARightHost() {
    assertGolden("right", "good.example.test", Verdict.OK);
  }

  @Test
  void followsAChainOfCnames() {
    assertGolden("chain", "chain.example.test", Verdict.OK);
  }

  @Test
  void acceptsAHostThatIsFlattenedToTheRightAddresses() {
    assertGolden("flattened", "flat.example.test", Verdict.OK_OTHER_FORM);
  }

  @Test
  void namesAHostThatDoesNotExist() {
    assertGolden("nxdomain", "absent.example.test", Verdict.NAME_MISSING);
  }

  @Test
  void namesAHostWithoutTheRecord() {
    assertGolden("no-record", "notype.example.test", Verdict.RECORD_MISSING);
  }

  @Test
  void namesADoubledLabel() {
    assertGolden("doubled-label", "doubled.example.test", Verdict.DOUBLED_LABEL);
  }

  @Test
  void namesAWrongTarget() {
    assertGolden("wrong-target", "other.example.test", Verdict.WRONG_TARGET);
  }

  @Test
  void namesAWrongTargetThatDoesNotExist() {
    assertGolden("dangling", "wrong.example.test", Verdict.WRONG_TARGET);
  }

  @Test
  void namesWrongAddresses() {
    assertGolden("wrong-addresses", "addresses.example.test", Verdict.WRONG_TARGET);
  }

  @Test
  void namesAStaleAaaa() {
    assertGolden("stale-aaaa", "stale.example.test", Verdict.STALE_ADDRESS);
  }

  @Test
  void namesACnameLoop() {
    assertGolden("cname-loop", "loop.example.test", Verdict.CNAME_LOOP);
  }

  @Test
  void namesAChainThatIsTooLong() {
    assertGolden("long-chain", "long.example.test", Verdict.CHAIN_TOO_LONG);
  }

  @Test
  void namesALameDelegation() {
    assertGolden("lame-delegation", "links.lame.test", Verdict.LAME_DELEGATION);
  }

  @Test
  void keepsAServerFailureApartFromWrong() {
    assertGolden("servfail", "links.failing.test", Verdict.SERVER_FAILED);
    assertThat(Verdict.SERVER_FAILED.standing()).isEqualTo(Verdict.Standing.UNKNOWN);
  }

  @Test
  void keepsSilentNameServersApartFromWrong() {
    assertGolden("silence", "links.silent.test", Verdict.NO_ANSWER);
    assertThat(Verdict.NO_ANSWER.standing()).isEqualTo(Verdict.Standing.UNKNOWN);
  }

  @Test
  void namesBrokenSignatures() {
    assertGolden("broken-dnssec", "links.broken.test", Verdict.DNSSEC_BROKEN);
  }

  @Test
  void tellsSignedFromUnsigned() {
    assertThat(dns.look(HostName.parse("ns1.secure.test")).dnssec())
        .isEqualTo(new Dnssec(Dnssec.State.SECURE, ""));
    assertThat(dns.look(HostName.parse("flat.example.test")).dnssec())
        .isEqualTo(new Dnssec(Dnssec.State.INSECURE, ""));
  }

  /** As when the records are in the resolver's memory, and the zone's name servers fail since. */
  @Test
  void keysThatCouldNotBeAskedForAreNotBrokenSignatures() throws Exception {
    for (int code : List.of(Rcode.SERVFAIL, Rcode.REFUSED)) {
      try (DnsStub between = DnsStub.of(query -> Optional.of(withoutKeys(query, code)))) {
        DnsSettings direct = settings(bind);
        DnsSettings settings =
            new DnsSettings(
                List.of(between.address()),
                direct.nameServerPort(),
                direct.lookupWait(),
                direct.checkWait(),
                direct.questionsMax(),
                direct.trustAnchors(),
                direct.mayAsk());
        Dnssec dnssec = new Dns(settings).look(HostName.parse("ns1.secure.test")).dnssec();
        assertThat(dnssec.state()).isEqualTo(Dnssec.State.COULD_NOT_ASK);
        assertThat(dnssec.reason())
            .endsWith(
                "answered %s to the question DNSKEY secure.test".formatted(Rcode.string(code)));
      }
    }
  }

  /** What the resolver answers, but for the keys of one zone. */
  private static Message withoutKeys(Message query, int code) {
    Record question = query.getQuestion();
    if (question.getType() == Type.DNSKEY && question.getName().toString().equals("secure.test.")) {
      return DnsStub.reply(query, code);
    }
    try {
      return new SimpleResolver(bind.resolver()).send(query);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void namesACaaThatForbids() {
    Golden.assertMatches("dns/caa-forbids.txt", Written.caa(caa("links.caa.test", false, CA)));
    assertThat(caa("links.caa.test", false, CA).forbidsAll()).isTrue();
  }

  @Test
  void readsCaaAsTheCaWould() {
    CaIdentity account = new CaIdentity("ca.test", Optional.of("https://ca.test/acct/1"));
    CaIdentity other = new CaIdentity("ca.test", Optional.of("https://ca.test/acct/2"));
    String all =
        String.join(
            "",
            Written.caa(caa("here.caa.test", false, CA)),
            Written.caa(caa("below.here.caa.test", false, CA)),
            Written.caa(caa("methods.caa.test", false, CA)),
            Written.caa(caa("account.caa.test", false, CA)),
            Written.caa(caa("account.caa.test", false, account)),
            Written.caa(caa("account.caa.test", false, other)),
            Written.caa(caa("critical.caa.test", false, CA)),
            Written.caa(caa("nobody.caa.test", false, CA)),
            Written.caa(caa("wild.caa.test", false, CA)),
            Written.caa(caa("wild.caa.test", true, CA)),
            Written.caa(caa("mail.caa.test", false, CA)),
            Written.caa(caa("through.example.test", false, CA)),
            Written.caa(caa("alias.caa.test", false, CA)),
            Written.caa(caa("good.example.test", false, CA)),
            Written.caa(caa("links.failing.test", false, CA)));
    Golden.assertMatches("dns/caa.txt", all.replace(":" + bind.resolver().getPort(), ":RESOLVER"));
  }

  @Test
  void findsTheZone() {
    assertThat(dns.zone(HostName.parse("a.b.good.example.test")))
        .contains(HostName.parse("example.test"));
    assertThat(dns.zone(HostName.parse("example.test"))).contains(HostName.parse("example.test"));
    assertThat(dns.zone(HostName.parse("nobody.has.invalid"))).isEmpty();
  }

  private static Caa caa(String host, boolean wildcard, CaIdentity ca) {
    return dns.caa(HostName.parse(host), wildcard, List.of(ca));
  }

  private static void assertGolden(String name, String host, Verdict verdict) {
    Verification verification = dns.verify(list(host));
    Golden.assertMatches(
        "dns/" + name + ".txt",
        Written.verification(verification)
            .replace(":" + bind.port(), ":PORT")
            .replace(":" + bind.resolver().getPort(), ":RESOLVER"));
    assertThat(traffic(verification).verdict()).isEqualTo(verdict);
  }

  private static RecordResult traffic(Verification verification) {
    return verification.results().stream()
        .filter(r -> r.wanted().step() == Step.TRAFFIC)
        .findFirst()
        .orElseThrow();
  }

  static RecordList list(String host) {
    return RecordList.of(
        new RecordPlan(
            HostName.parse(host),
            HostName.parse(host.substring(host.indexOf('.') + 1)),
            new ProviderAccount.None(),
            new EdgeRecords.Clickward(Optional.of(HostName.parse(EDGE)), List.<InetAddress>of()),
            Optional.of("token-of-the-account"),
            Optional.of(HostName.parse("good.acme.clickward.test"))));
  }
}
