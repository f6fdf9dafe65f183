package io.clickward.domain;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads a {@link Placement} from texts. Each provider takes the values it knows; others are wrong.
 */
final class PlacementReading {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final Pattern SES_REGION = Pattern.compile("[a-z]{2}(?:-[a-z]{2,16}){1,2}-[0-9]");
  private static final HostName NOTHING = new HostName("");

  private final Provider provider;
  private final HostName host;
  private final Map<String, String> values;
  private final List<Finding> problems;
  private final Set<String> taken = new HashSet<>();

  PlacementReading(
      Provider provider, HostName host, Map<String, String> values, List<Finding> problems) {
    this.provider = provider;
    this.host = host;
    this.values = values;
    this.problems = problems;
  }

  Placement read(Optional<EdgeKind> wanted) {
    ProviderAccount account = account();
    EdgeKind edge = wanted.orElse(account.servesHttps() ? EdgeKind.OTHER : EdgeKind.CLICKWARD);
    Optional<HostName> target = target(edge, account);
    for (String name : new TreeSet<>(values.keySet())) {
      if (!taken.contains(name)) {
        problem(name, "is given", "none for this provider and edge", "Leave it out.");
      }
    }
    return new Placement(edge, target, account);
  }

  private ProviderAccount account() {
    return switch (provider) {
      case CLICKWARD -> new ProviderAccount.None();
      case SENDGRID -> sendGrid();
      case SPARKPOST -> sparkPost();
      case SES -> new ProviderAccount.Ses(sesRegion());
      case CUSTOM ->
          new ProviderAccount.Custom(
              name("providerOrigin", "the name that the provider wants the host to lead to"));
    };
  }

  private ProviderAccount sendGrid() {
    HostName owner = owner();
    if (!values.containsKey("providerChallenge") && !values.containsKey("providerHostToken")) {
      return new ProviderAccount.SendGrid(owner, europe());
    }
    return new ProviderAccount.SendGridAutoSsl(
        owner,
        name("providerChallenge", "the target that SendGrid shows for _acme-challenge." + host),
        text(
            "providerHostToken",
            TOKEN,
            "the text that SendGrid shows for _cf-custom-hostname." + host));
  }

  /** SendGrid shows the account's number, which is the first label of a name beside the host. */
  private HostName owner() {
    String expected =
        "the number that begins SendGrid's second record, such as 1234567, or that record's whole name";
    String text = values.getOrDefault("providerAccount", "");
    if (!NUMBER.matcher(text).matches()) {
      return name("providerAccount", expected);
    }
    taken.add("providerAccount");
    return beside(text);
  }

  /** A host of nearly 253 characters (RFC 1035 section 2.3.4) leaves no room for a longer label. */
  private HostName beside(String label) {
    try {
      return HostName.parse(label + host.value().substring(host.value().indexOf('.')));
    } catch (IllegalArgumentException e) {
      problem(
          "providerAccount",
          "makes SendGrid's second record, the number beside the host, too long for a name",
          "a number and a host that together make a name of at most 253 characters",
          "Use a shorter host.");
      return NOTHING;
    }
  }

  private ProviderAccount sparkPost() {
    if (managed()) {
      return new ProviderAccount.SparkPostManaged(europe());
    }
    return new ProviderAccount.SparkPost(
        values.containsKey("providerOrigin")
            ? name("providerOrigin", "the tenant's name at SparkPost")
            : new HostName(europe() ? "eu.spgo.io" : "spgo.io"));
  }

  private boolean managed() {
    String text = taking("providerManaged").orElse("false");
    if (!text.equals("true") && !text.equals("false")) {
      problem("providerManaged", "is neither", "true or false", "Correct it.");
    }
    return text.equals("true");
  }

  private boolean europe() {
    String text = taking("providerRegion").orElse("us");
    if (!text.equals("us") && !text.equals("eu")) {
      problem("providerRegion", "is neither", "us or eu", "Correct it.");
    }
    return text.equals("eu");
  }

  private String sesRegion() {
    return text(
        "providerRegion", SES_REGION, "the region of the sending identity, such as eu-central-1");
  }

  /** A foreign edge has a name; {@code other} without one is the provider itself. */
  private Optional<HostName> target(EdgeKind edge, ProviderAccount account) {
    boolean given = values.containsKey(Placement.EDGE_TARGET);
    if (account.servesHttps() && (edge != EdgeKind.OTHER || given)) {
      taken.add(Placement.EDGE_TARGET);
      problem(
          "edge",
          "is " + edge.word() + (given ? " with a target" : ""),
          "none, as the provider serves HTTPS for the host itself",
          "Leave edge and edgeTarget out.");
      return Optional.empty();
    }
    boolean direct = edge == EdgeKind.OTHER && provider != Provider.CLICKWARD && !given;
    return edge == EdgeKind.CLICKWARD || direct
        ? Optional.empty()
        : Optional.of(
            name(
                Placement.EDGE_TARGET,
                "the name that brings clicks to the edge, such as d111.cloudfront.net"));
  }

  private Optional<String> taking(String name) {
    taken.add(name);
    return Optional.ofNullable(values.get(name));
  }

  private HostName name(String name, String expected) {
    Optional<String> text = taking(name);
    if (text.isEmpty()) {
      problem(name, "is missing", expected, "Add it.");
      return NOTHING;
    }
    try {
      return HostName.parse(text.get());
    } catch (IllegalArgumentException e) {
      problem(name, "is not a host name", expected, "Correct it.");
      return NOTHING;
    }
  }

  private String text(String name, Pattern form, String expected) {
    Optional<String> text = taking(name);
    if (text.isEmpty() || !form.matcher(text.get()).matches()) {
      problem(
          name,
          text.isEmpty() ? "is missing" : "is not of the form of one",
          expected,
          text.isEmpty() ? "Add it." : "Correct it.");
    }
    return text.orElse("");
  }

  private void problem(String subject, String observed, String expected, String nextStep) {
    problems.add(
        new Finding("invalid", Finding.Severity.BLOCKS, subject, observed, expected, nextStep));
  }
}
