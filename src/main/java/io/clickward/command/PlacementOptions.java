package io.clickward.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who rewrites a domain's links, and what readers connect to. The server says what is missing. */
final class PlacementOptions {
  @Option(
      names = "--provider",
      paramLabel = "PROVIDER",
      description =
          "Who rewrites the links: clickward, sendgrid, sparkpost, ses or custom; a new domain has clickward.")
  private @Nullable String provider;

  @Option(
      names = "--provider-account",
      paramLabel = "NUMBER",
      description =
          "SendGrid: the number that begins its second record, such as 1234567, or that record's whole name.")
  private @Nullable String account;

  @Option(
      names = "--provider-region",
      paramLabel = "REGION",
      description =
          "SendGrid and SparkPost: us (default) or eu. SES: the region of the sending identity, such as eu-central-1.")
  private @Nullable String region;

  @Option(
      names = "--provider-origin",
      paramLabel = "NAME",
      description =
          "SparkPost: the tenant's own name, if it has one. Custom: the name that the host has to lead to.")
  private @Nullable String origin;

  @Option(
      names = "--provider-managed",
      description = "SparkPost: it looks after the certificate itself, without an edge.")
  private boolean managed;

  @Option(
      names = "--provider-challenge",
      paramLabel = "NAME",
      description = "SendGrid Auto SSL: the target that it shows for _acme-challenge.")
  private @Nullable String challenge;

  @Option(
      names = "--provider-host-token",
      paramLabel = "TEXT",
      description = "SendGrid Auto SSL: the text that it shows for _cf-custom-hostname.")
  private @Nullable String hostToken;

  @Option(
      names = "--edge",
      paramLabel = "EDGE",
      description =
          "What readers connect to: clickward, a CDN or proxy by its name, or other; other without --edge-target is the provider itself.")
  private @Nullable String edge;

  @Option(
      names = "--edge-target",
      paramLabel = "NAME",
      description = "The name that brings clicks to that edge, such as d111.cloudfront.net.")
  private @Nullable String edgeTarget;

  void addTo(ObjectNode body) {
    put(body, "provider", provider);
    put(body, "providerAccount", account);
    put(body, "providerRegion", region);
    put(body, "providerOrigin", origin);
    if (managed) {
      body.put("providerManaged", true);
    }
    put(body, "providerChallenge", challenge);
    put(body, "providerHostToken", hostToken);
    put(body, "edge", edge);
    put(body, "edgeTarget", edgeTarget);
  }

  private static void put(ObjectNode body, String name, @Nullable String value) {
    if (value != null) {
      body.put(name, value);
    }
  }
}
