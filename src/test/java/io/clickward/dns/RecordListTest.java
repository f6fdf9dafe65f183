package io.clickward.dns;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.HostName;
import io.clickward.domain.ProviderAccount;
import io.clickward.testing.Golden;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordListTest {
  private static final HostName HOST = host("links.example.com");
  private static final HostName ZONE = host("example.com");
  private static final EdgeRecords OURS =
      new EdgeRecords.Clickward(Optional.of(host("edge.clickward.test")), List.of());
  private static final EdgeRecords CDN = new EdgeRecords.Cdn(host("d111.cloudfront.net"));
  private static final EdgeRecords NONE = new EdgeRecords.Provider();
  private static final ProviderAccount SENDGRID =
      new ProviderAccount.SendGrid(host("1234567.example.com"), false);

  @Test
  void listsWhatEachProviderAndEdgeWants() {
    Map<String, RecordPlan> plans = new LinkedHashMap<>();
    plans.put("clickward", plan(new ProviderAccount.None(), OURS));
    plans.put("sendgrid-edge", plan(SENDGRID, OURS));
    plans.put("sendgrid-cdn", plan(SENDGRID, CDN));
    plans.put(
        "sendgrid-auto-ssl",
        plan(
            new ProviderAccount.SendGridAutoSsl(
                host("1234567.example.com"),
                host("links.example.com.0123456789abcdef.dcv.cloudflare.com"),
                "00000000-1111-2222-3333-444444444444"),
            NONE));
    plans.put("sparkpost-edge", plan(new ProviderAccount.SparkPost(host("spgo.io")), OURS));
    plans.put("sparkpost-managed", plan(new ProviderAccount.SparkPostManaged(false), NONE));
    plans.put("sparkpost-managed-eu", plan(new ProviderAccount.SparkPostManaged(true), NONE));
    plans.put("ses-edge", plan(new ProviderAccount.Ses("eu-central-1"), OURS));
    plans.put("ses-plain", plan(new ProviderAccount.Ses("us-east-1"), NONE));
    plans.put("custom", plan(new ProviderAccount.Custom(host("track.provider.test")), OURS));
    plans.forEach(
        (name, plan) ->
            Golden.assertMatches("dns/records/" + name + ".txt", written(RecordList.of(plan))));
  }

  @Test
  void asksForAddressesAtTheTopOfAZone() {
    RecordPlan plan =
        new RecordPlan(
            ZONE,
            ZONE,
            new ProviderAccount.None(),
            new EdgeRecords.Clickward(
                Optional.of(host("edge.clickward.test")),
                List.of(
                    InetAddress.ofLiteral("192.0.2.10"), InetAddress.ofLiteral("2001:db8::10"))),
            Optional.of("token"),
            Optional.empty());
    Golden.assertMatches("dns/records/apex.txt", written(RecordList.of(plan)));
  }

  @Test
  void namesARecordOutsideTheZoneInFull() {
    assertThat(Names.relative("links.example.com", "example.org")).isEqualTo("links.example.com.");
    assertThat(Names.relative("notexample.com", "example.com")).isEqualTo("notexample.com.");
    assertThat(Names.relative("example.com", "example.com")).isEqualTo("@");
    assertThat(Names.relative("a.b.example.com", "example.com")).isEqualTo("a.b");
  }

  private static RecordPlan plan(ProviderAccount provider, EdgeRecords edge) {
    boolean ours = edge instanceof EdgeRecords.Clickward;
    return new RecordPlan(
        HOST,
        ZONE,
        provider,
        edge,
        Optional.of("cw-0123456789abcdef"),
        ours ? Optional.of(host("0123456789.acme.clickward.test")) : Optional.empty());
  }

  private static HostName host(String name) {
    return HostName.parse(name);
  }

  private static String written(RecordList list) {
    return list.records().stream()
            .map(
                r ->
                    "%-11s %-8s %-5s %-24s %d %s\n"
                        .formatted(
                            r.step(),
                            r.optional() ? "optional" : "needed",
                            r.type(),
                            r.relativeName(),
                            r.ttlSeconds(),
                            r.value()))
            .collect(joining())
        + "\n"
        + list.zoneFile();
  }
}
