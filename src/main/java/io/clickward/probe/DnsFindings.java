package io.clickward.probe;

import io.clickward.dns.Dnssec;
import io.clickward.dns.HostDns;
import io.clickward.dns.NameServer;
import io.clickward.domain.Finding;
import io.clickward.domain.Finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** What DNS alone puts in a host's way, whatever it is to lead to. */
final class DnsFindings {
  private final HostDns dns;
  private final List<Finding> findings = new ArrayList<>();

  private DnsFindings(HostDns dns) {
    this.dns = dns;
  }

  static List<Finding> of(HostDns dns) {
    DnsFindings all = new DnsFindings(dns);
    all.signatures();
    all.ending();
    all.beside();
    all.doubled();
    all.nameServers();
    return all.findings;
  }

  private void add(
      String code, Severity severity, String observed, String expected, String nextStep) {
    findings.add(new Finding(code, severity, dns.host().value(), observed, expected, nextStep));
  }

  private void signatures() {
    if (dns.dnssec().state() == Dnssec.State.BROKEN) {
      add(
          "dns.dnssec-broken",
          Severity.BLOCKS,
          "the signatures do not hold: " + dns.dnssec().reason(),
          "signatures that hold, or none",
          "Correct or remove the DS record at the registrar, or have the zone signed anew.");
    }
  }

  private void ending() {
    switch (dns.ending()) {
      case ADDRESSES -> {}
      case NO_NAME -> blocks("dns.no-name", dns.endedAt() + " does not exist");
      case NO_ADDRESS -> blocks("dns.no-address", dns.endedAt() + " has no address");
      case LOOP -> blocks("dns.loop", "the CNAMEs lead back to " + dns.endedAt());
      case TOO_LONG -> blocks("dns.long-chain", "the CNAMEs are too many: " + dns.way());
      case SEVERAL_CNAMES -> blocks("dns.several-cnames", dns.endedAt() + " has several CNAMEs");
      case SERVER_FAILED, NO_ANSWER, NOT_ASKED -> unasked();
    }
  }

  private void blocks(String code, String observed) {
    add(
        code,
        Severity.BLOCKS,
        observed,
        "a host that leads to addresses",
        "Make the records of the host's record list, then verify them.");
  }

  private void unasked() {
    if (dns.lame()) {
      blocks("dns.lame", "the zone's name servers do not know it: " + sentences());
    } else if (dns.dnssec().state() != Dnssec.State.BROKEN) {
      add(
          "dns.could-not-ask",
          Severity.UNKNOWN,
          "could not ask: " + dns.trouble(),
          "an answer",
          "Nothing is known to be wrong. Try again later.");
    }
  }

  private String sentences() {
    return String.join("; ", dns.nameServers().stream().map(NameServer::sentence).toList());
  }

  private void beside() {
    if (dns.besideCname()) {
      blocks("dns.beside-cname", "there are addresses beside the CNAME");
    }
  }

  private void doubled() {
    if (dns.doubledName().isPresent() && dns.ending() != HostDns.Ending.ADDRESSES) {
      blocks(
          "dns.doubled-label",
          dns.doubledName().get()
              + " exists: the form added the zone to a name that had it already");
    }
  }

  private void nameServers() {
    for (NameServer server : dns.nameServers()) {
      if (server.state() == NameServer.State.LAME && !dns.lame()) {
        add(
            "dns.lame-server",
            Severity.WARNS,
            "one of the zone's name servers does not know it: " + server.sentence(),
            "name servers that all know the zone",
            "Take it out at the registrar, or make the zone on it.");
      }
    }
  }
}
