package io.clickward.domain;

/** What only the owner of an account at a provider knows, and its DNS records for a host need. */
public sealed interface ProviderAccount {
  /** Nothing: the provider is ourselves, or nobody has said. No records but ours. */
  record None() implements ProviderAccount {}

  /**
   * SendGrid's link branding: the host and the account's own name, both to SendGrid.
   *
   * @param ownerName the whole name of the owner record, such as {@code 1234567.example.com}
   * @param europe whether the account is in the EU region
   */
  record SendGrid(HostName ownerName, boolean europe) implements ProviderAccount {}

  /**
   * SendGrid's link branding with "Auto SSL", values as SendGrid shows them.
   *
   * @param ownerName the whole name of the owner record
   * @param challengeTarget where {@code _acme-challenge.<host>} leads, below {@code
   *     dcv.cloudflare.com}
   * @param hostToken the text of {@code _cf-custom-hostname.<host>}
   */
  record SendGridAutoSsl(HostName ownerName, HostName challengeTarget, String hostToken)
      implements ProviderAccount {}

  /**
   * SparkPost without managed HTTPS: it needs an edge in front.
   *
   * @param origin {@code spgo.io}, {@code eu.spgo.io} or {@code <tenant>.et.e.sparkpost.com}
   */
  record SparkPost(HostName origin) implements ProviderAccount {}

  /**
   * SparkPost with managed HTTPS.
   *
   * @param europe whether the account is in the EU region
   */
  record SparkPostManaged(boolean europe) implements ProviderAccount {}

  /**
   * Amazon SES.
   *
   * @param region where the sending identity is, such as {@code eu-central-1}
   */
  record Ses(String region) implements ProviderAccount {}

  /**
   * A provider that the operator describes.
   *
   * @param origin where the provider wants the host to lead
   */
  record Custom(HostName origin) implements ProviderAccount {}

  /** Whether the provider serves HTTPS for the host itself, so that no edge may stand before it. */
  default boolean servesHttps() {
    return switch (this) {
      case SendGridAutoSsl _, SparkPostManaged _ -> true;
      case None _, SendGrid _, SparkPost _, Ses _, Custom _ -> false;
    };
  }
}
