package io.clickward.domain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a domain's links lead, and what the provider behind has to be told of it.
 *
 * @param edge what readers connect to
 * @param target the name by which a foreign edge is reached; empty for our own, and where the host
 *     leads to the provider itself
 * @param account the account at the provider
 */
public record Placement(EdgeKind edge, Optional<HostName> target, ProviderAccount account) {
  /** The name of the value that is the edge's. */
  public static final String EDGE_TARGET = "edgeTarget";

  /** At an edge, with nothing known of the provider. */
  public static Placement at(EdgeKind edge) {
    return new Placement(edge, Optional.empty(), new ProviderAccount.None());
  }

  /**
   * Reads what an owner says, all problems at once.
   *
   * @param edge empty for the one that the provider needs, else for our own
   * @param values texts by their name in the API, such as {@code providerAccount}
   * @param problems takes what is wrong; the result means something only when there is nothing
   */
  public static Placement read(
      Provider provider,
      HostName host,
      Optional<EdgeKind> edge,
      Map<String, String> values,
      List<Finding> problems) {
    return new PlacementReading(provider, host, values, problems).read(edge);
  }

  /** What {@link #read} makes this of again. */
  public Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    target.ifPresent(name -> values.put(EDGE_TARGET, name.value()));
    switch (account) {
      case ProviderAccount.None _ -> {}
      case ProviderAccount.SendGrid(HostName owner, boolean europe) -> {
        values.put("providerAccount", owner.value());
        values.put("providerRegion", region(europe));
      }
      case ProviderAccount.SendGridAutoSsl(HostName owner, HostName challenge, String token) -> {
        values.put("providerAccount", owner.value());
        values.put("providerChallenge", challenge.value());
        values.put("providerHostToken", token);
      }
      case ProviderAccount.SparkPost(HostName origin) ->
          values.put("providerOrigin", origin.value());
      case ProviderAccount.SparkPostManaged(boolean europe) -> {
        values.put("providerManaged", "true");
        values.put("providerRegion", region(europe));
      }
      case ProviderAccount.Ses(String region) -> values.put("providerRegion", region);
      case ProviderAccount.Custom(HostName origin) -> values.put("providerOrigin", origin.value());
    }
    return values;
  }

  private static String region(boolean europe) {
    return europe ? "eu" : "us";
  }
}
