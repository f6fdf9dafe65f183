package io.clickward.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final HostName HOST = new HostName("links.mail.example.com");

  private static Placement read(Provider provider, EdgeKind edge, Map<String, String> values) {
    List<Finding> problems = new ArrayList<>();
    Placement read = Placement.read(provider, HOST, Optional.ofNullable(edge), values, problems);
    assertThat(problems).isEmpty();
    return read;
  }

  private static List<String> refused(
      Provider provider, EdgeKind edge, Map<String, String> values) {
    List<Finding> problems = new ArrayList<>();
    Placement.read(provider, HOST, Optional.ofNullable(edge), values, problems);
    return problems.stream().map(p -> p.subject() + " " + p.observed()).toList();
  }

  @Test
  void aNumberNamesSendGridsOwnerRecordBesideTheHost() {
    assertThat(read(Provider.SENDGRID, null, Map.of("providerAccount", "1234567")).account())
        .isEqualTo(new ProviderAccount.SendGrid(new HostName("1234567.mail.example.com"), false));
    assertThat(
            read(
                    Provider.SENDGRID,
                    null,
                    Map.of("providerAccount", "7.example.com", "providerRegion", "eu"))
                .account())
        .isEqualTo(new ProviderAccount.SendGrid(new HostName("7.example.com"), true));
  }

  @Test
  void aNumberThatMakesTheOwnerNameTooLongIsRefused() {
    HostName longest = HostName.parse("a" + (".b" + "c".repeat(61)).repeat(4));
    HostName shorter = HostName.parse("a" + (".b" + "c".repeat(61)).repeat(3));
    List<Finding> problems = new ArrayList<>();
    Map<String, String> values = Map.of("providerAccount", "123456789012");

    Placement.read(Provider.SENDGRID, shorter, Optional.empty(), values, problems);
    assertThat(problems).isEmpty();
    Placement.read(Provider.SENDGRID, longest, Optional.empty(), values, problems);
    assertThat(problems)
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.subject()).isEqualTo("providerAccount");
              assertThat(problem.observed()).contains("too long");
              assertThat(problem.expected()).contains("253");
            });
  }

  @Test
  void whereTheProviderServesHttpsNoEdgeStandsBefore() {
    Map<String, String> autoSsl =
        Map.of(
            "providerAccount", "1234567",
            "providerChallenge", "x.dcv.cloudflare.com",
            "providerHostToken", "1b4e28ba-2fa1-11d2-883f-0016d3cca427");
    assertThat(read(Provider.SENDGRID, null, autoSsl).edge()).isEqualTo(EdgeKind.OTHER);
    assertThat(read(Provider.SPARKPOST, null, Map.of("providerManaged", "true")))
        .isEqualTo(
            new Placement(
                EdgeKind.OTHER, Optional.empty(), new ProviderAccount.SparkPostManaged(false)));
    assertThat(refused(Provider.SENDGRID, EdgeKind.CLICKWARD, autoSsl))
        .containsExactly("edge is clickward");
  }

  @Test
  void aForeignEdgeHasAName() {
    assertThat(
            read(
                    Provider.SES,
                    EdgeKind.CLOUDFRONT,
                    Map.of("providerRegion", "eu-central-1", "edgeTarget", "d1.cloudfront.net"))
                .target())
        .contains(new HostName("d1.cloudfront.net"));
    assertThat(refused(Provider.CLICKWARD, EdgeKind.CLOUDFRONT, Map.of()))
        .containsExactly("edgeTarget is missing");
    assertThat(
            read(Provider.SES, EdgeKind.OTHER, Map.of("providerRegion", "us-gov-west-1")).target())
        .isEmpty();
  }

  @Test
  void saysEverythingThatIsWrongAtOnceAndRepeatsNoValue() {
    assertThat(
            refused(
                Provider.SENDGRID,
                EdgeKind.FASTLY,
                Map.of("providerRegion", "mars", "providerOrigin", "x", "edgeTarget", "-")))
        .containsExactly(
            "providerAccount is missing",
            "providerRegion is neither",
            "edgeTarget is not a host name",
            "providerOrigin is given");
    assertThat(refused(Provider.SES, null, Map.of("providerRegion", "Frankfurt")))
        .containsExactly("providerRegion is not of the form of one");
    assertThat(refused(Provider.CUSTOM, null, Map.of()))
        .containsExactly("providerOrigin is missing");
    assertThat(refused(Provider.SPARKPOST, null, Map.of("providerManaged", "yes")))
        .containsExactly("providerManaged is neither");
    assertThat(refused(Provider.CLICKWARD, null, Map.of("providerAccount", "7")))
        .containsExactly("providerAccount is given");
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    for (Placement placement :
        List.of(
            read(Provider.CLICKWARD, null, Map.of()),
            read(Provider.SENDGRID, null, Map.of("providerAccount", "7", "providerRegion", "eu")),
            read(
                Provider.SENDGRID,
                null,
                Map.of(
                    "providerAccount", "7",
                    "providerChallenge", "x.dcv.cloudflare.com",
                    "providerHostToken", "t")),
            read(Provider.SPARKPOST, null, Map.of("providerRegion", "eu")),
            read(Provider.SPARKPOST, null, Map.of("providerOrigin", "t.et.e.sparkpost.com")),
            read(Provider.SPARKPOST, null, Map.of("providerManaged", "true")),
            read(
                Provider.SES,
                EdgeKind.NGINX,
                Map.of("providerRegion", "us-east-1", "edgeTarget", "proxy.example.com")),
            read(Provider.CUSTOM, null, Map.of("providerOrigin", "track.provider.test")))) {
      assertThat(read(provider(placement), placement.edge(), placement.values()))
          .isEqualTo(placement);
    }
  }

  private static Provider provider(Placement placement) {
    return switch (placement.account()) {
      case ProviderAccount.None _ -> Provider.CLICKWARD;
      case ProviderAccount.SendGrid _, ProviderAccount.SendGridAutoSsl _ -> Provider.SENDGRID;
      case ProviderAccount.SparkPost _, ProviderAccount.SparkPostManaged _ -> Provider.SPARKPOST;
      case ProviderAccount.Ses _ -> Provider.SES;
      case ProviderAccount.Custom _ -> Provider.CUSTOM;
    };
  }
}
