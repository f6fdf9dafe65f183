package io.clickward.dns;

import io.clickward.domain.HostName;
import io.clickward.domain.ProviderAccount;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All records that a host needs, in the order in which to make them. Pure: nothing is asked.
 *
 * @param plan what it was made from
 * @param records the records, by step
 */
public record RecordList(RecordPlan plan, List<WantedRecord> records) {
  /** Short enough to take a change back within a coffee break. */
  private static final int TTL_SECONDS = 300;

  private static final String OWNERSHIP_LABEL = "_clickward.";
  private static final String CHALLENGE_LABEL = "_acme-challenge.";

  public RecordList {
    records = List.copyOf(records);
  }

  /** The list for a plan. */
  public static RecordList of(RecordPlan plan) {
    List<WantedRecord> records = new ArrayList<>();
    Writing writing = new Writing(plan, records);
    writing.ownership();
    writing.provider();
    writing.challenge();
    writing.traffic();
    records.sort(Comparator.comparing(WantedRecord::step));
    return new RecordList(plan, records);
  }

  /** The name of the record that shows ownership of a host. */
  public static String ownershipName(HostName host) {
    return OWNERSHIP_LABEL + host.value();
  }

  /** The name at which CAs look for DNS-01 answers for a host (RFC 8555 section 8.4). */
  public static String challengeName(HostName host) {
    return CHALLENGE_LABEL + host.value();
  }

  /** The records at the host itself. */
  List<WantedRecord> atHost() {
    return records.stream().filter(r -> r.name().equals(plan.host().value())).toList();
  }

  /** As lines of a zone file, absolute names, with a comment before each. */
  public String zoneFile() {
    StringBuilder text = new StringBuilder();
    for (WantedRecord r : records) {
      text.append("; %s%s: %s\n".formatted(r.step(), r.optional() ? ", optional" : "", r.why()))
          .append("%s. %d IN %s %s\n".formatted(r.name(), r.ttlSeconds(), r.type(), zoneValue(r)));
    }
    return text.toString();
  }

  private static String zoneValue(WantedRecord r) {
    return switch (r.type()) {
      case CNAME -> r.value() + ".";
      case TXT -> "\"" + r.value() + "\"";
      case A, AAAA -> r.value();
    };
  }

  /** Writes the records of one plan. */
  private record Writing(RecordPlan plan, List<WantedRecord> records) {
    void ownership() {
      plan.ownershipToken()
          .ifPresent(
              token ->
                  add(
                      ownershipName(plan.host()),
                      RecordType.TXT,
                      token,
                      Step.OWNERSHIP,
                      "Shows that this account may use the host. Leave it in place: without it nobody can tell later whether the host still is yours."));
    }

    void provider() {
      switch (plan.provider()) {
        case ProviderAccount.None _ -> {}
        case ProviderAccount.SendGrid sendGrid -> {
          HostName origin = HostName.parse(sendGrid.europe() ? "eu.sendgrid.net" : "sendgrid.net");
          checked(
              origin,
              "SendGrid checks this when the link branding is validated.",
              " Do not validate again after that: it would fail, and the branding would stop.");
          owner(sendGrid.ownerName(), origin.value());
        }
        case ProviderAccount.SendGridAutoSsl autoSsl -> sendGridAutoSsl(autoSsl);
        case ProviderAccount.SparkPost sparkPost ->
            checked(sparkPost.origin(), "SparkPost checks this when the domain is verified.", "");
        case ProviderAccount.SparkPostManaged managed ->
            served(
                HostName.parse(managed.europe() ? "eu.v2.spgo.io" : "v2.spgo.io"),
                "SparkPost issues and renews the certificate on this endpoint, and on no other.");
        case ProviderAccount.Ses ses ->
            served(
                HostName.parse("r." + ses.region() + ".awstrack.me"),
                "The tracker of the region that the sending identity is in.");
        case ProviderAccount.Custom custom ->
            served(custom.origin(), "Where the provider wants the host to lead.");
      }
    }

    private void sendGridAutoSsl(ProviderAccount.SendGridAutoSsl autoSsl) {
      served(HostName.parse("click.sendgrid.net"), "SendGrid serves HTTPS for the host here.");
      owner(autoSsl.ownerName(), "sendgrid.net");
      add(
          challengeName(plan.host()),
          RecordType.CNAME,
          autoSsl.challengeTarget().value(),
          Step.CERTIFICATE,
          "Lets SendGrid renew the certificate.");
      add(
          "_cf-custom-hostname." + plan.host().value(),
          RecordType.TXT,
          autoSsl.hostToken(),
          Step.OWNERSHIP,
          "Shows SendGrid's CDN that the host is yours.");
    }

    private void owner(HostName name, String origin) {
      add(
          name.value(),
          RecordType.CNAME,
          origin,
          Step.PROVIDER,
          "Shows SendGrid which account the host belongs to. It stays as it is, also when traffic moves.");
    }

    /** A record that the provider looks at once; the record for traffic then takes its place. */
    private void checked(HostName origin, String why, String afterwards) {
      boolean stays = plan.edge() instanceof EdgeRecords.Provider;
      add(
          plan.host().value(),
          RecordType.CNAME,
          origin.value(),
          stays ? Step.TRAFFIC : Step.PROVIDER,
          stays ? why : why + " The later record of this name then takes its place." + afterwards);
    }

    /** A record that the provider wants only where the host leads to it without an edge. */
    private void served(HostName origin, String why) {
      if (plan.edge() instanceof EdgeRecords.Provider) {
        traffic(RecordType.CNAME, origin.value(), why);
      }
    }

    void challenge() {
      boolean providers = plan.provider() instanceof ProviderAccount.SendGridAutoSsl;
      if (!providers && plan.challengeTarget().isPresent()) {
        records.add(
            wanted(
                challengeName(plan.host()),
                RecordType.CNAME,
                plan.challengeTarget().get().value(),
                Step.CERTIFICATE,
                true,
                "Lets a certificate be issued before traffic moves, and renewed wherever it goes."));
      }
    }

    void traffic() {
      switch (plan.edge()) {
        case EdgeRecords.Provider _ -> {}
        case EdgeRecords.Cdn cdn ->
            traffic(RecordType.CNAME, cdn.target().value(), "Brings clicks to the CDN.");
        case EdgeRecords.Clickward edge -> clickward(edge);
      }
    }

    private void clickward(EdgeRecords.Clickward edge) {
      Optional<HostName> name =
          atApex() && !edge.addresses().isEmpty() ? Optional.empty() : edge.name();
      name.ifPresentOrElse(
          target ->
              traffic(
                  RecordType.CNAME,
                  target.value(),
                  atApex()
                      ? "Brings clicks here. At the top of a zone a CNAME is not allowed: choose what your DNS calls ALIAS, ANAME or flattening."
                      : "Brings clicks here."),
          () -> edge.addresses().forEach(this::address));
    }

    private boolean atApex() {
      return plan.host().equals(plan.zone());
    }

    private void address(InetAddress address) {
      traffic(
          address instanceof Inet6Address ? RecordType.AAAA : RecordType.A,
          Names.text(address),
          "Brings clicks here; a CNAME is not possible at this name or not offered.");
    }

    private void traffic(RecordType type, String value, String why) {
      add(plan.host().value(), type, value, Step.TRAFFIC, why);
    }

    private void add(String name, RecordType type, String value, Step step, String why) {
      records.add(wanted(name, type, value, step, false, why));
    }

    private WantedRecord wanted(
        String name, RecordType type, String value, Step step, boolean optional, String why) {
      return new WantedRecord(
          name,
          Names.relative(name, plan.zone().value()),
          type,
          value,
          TTL_SECONDS,
          step,
          optional,
          why);
    }
  }
}
