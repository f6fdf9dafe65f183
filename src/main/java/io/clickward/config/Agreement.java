package io.clickward.config;

import io.clickward.config.AcmeSettings.Challenge;
import io.clickward.domain.HostName;
import io.clickward.domain.TrackingDomain;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks that the domains agree with each other and with the listeners. */
record Agreement(
    Listen listen, Admin admin, AcmeSettings acme, List<TrackingDomain> domains, Section root) {
  static Agreement of(Config config, Section root) {
    List<TrackingDomain> domains = config.domains().stream().map(DomainSettings::domain).toList();
    return new Agreement(config.listen(), config.admin(), config.acme(), domains, root);
  }

  void check() {
    everyHostStandsOnce();
    theDefaultHostIsADomain();
    everyDomainHasAListener();
    theAdminPortIsPrivate();
    someChallengeCanBeAnswered();
    everyAuthorityHasANameOfItsOwn();
  }

  /** It is all that findings and the log say of a CA. */
  private void everyAuthorityHasANameOfItsOwn() {
    Map<String, String> first = new HashMap<>();
    for (int i = 0; i < acme.authorities().size(); i++) {
      String name = acme.authorities().get(i).name();
      String key = "acme.authorities[%d].name".formatted(i);
      String former = first.putIfAbsent(name, key);
      if (former != null) {
        root.conflict(
            key, former, "is `%s`, as %s is; expected another name.".formatted(name, former));
      }
    }
  }

  /** Without a list it is all of them, and what cannot be answered is passed over. */
  private void someChallengeCanBeAnswered() {
    boolean isListed = acme.challenges().size() < Challenge.values().length;
    if (isListed && acme.challenges().stream().noneMatch(this::canBeAnswered)) {
      root.conflict(
          "acme.challenges",
          "acme.dns",
          "names nothing that can be answered here; expected acme.dns for dns-01, listen.http for http-01, or listen.https for tls-alpn-01.");
    }
  }

  private boolean canBeAnswered(Challenge challenge) {
    return switch (challenge) {
      case HTTP_01 -> !listen.http().isEmpty();
      case TLS_ALPN_01 -> !listen.https().isEmpty();
      case DNS_01 -> acme.dns().isPresent();
    };
  }

  private void theAdminPortIsPrivate() {
    if (!listen.admin().isLoopback() && admin.certificate() == null) {
      root.conflict(
          "listen.admin",
          "admin",
          "is `%s`, which other machines reach; expected admin.chain and admin.key for TLS, or a loopback address and an SSH tunnel."
              .formatted(listen.admin()));
    }
    if (admin.certificate() != null && admin.hosts().isEmpty()) {
      root.conflict(
          "admin.hosts",
          "admin.chain",
          "names no host; expected the host name that the certificate is for, first.");
    }
  }

  private void everyHostStandsOnce() {
    Map<HostName, String> first = new HashMap<>();
    for (int i = 0; i < domains.size(); i++) {
      HostName host = domains.get(i).host();
      String former = first.putIfAbsent(host, key(i, "host"));
      if (former != null) {
        root.conflict(
            key(i, "host"),
            former,
            "is `%s`, as %s is; expected every host once.".formatted(host, former));
      }
    }
  }

  private void theDefaultHostIsADomain() {
    HostName host = listen.defaultHost();
    if (host != null && domains.stream().noneMatch(domain -> domain.host().equals(host))) {
      root.conflict(
          "listen.defaultHost",
          "domains",
          "is `%s`; expected the host of one of the domains.".formatted(host));
    }
  }

  private void everyDomainHasAListener() {
    boolean http = !listen.http().isEmpty();
    boolean https = !listen.https().isEmpty();
    if (!http && !https && !domains.isEmpty()) {
      root.conflict(
          "domains",
          "listen",
          "are declared, but nothing would answer for them; expected an address in listen.http or listen.https.");
      return;
    }
    for (int i = 0; i < domains.size(); i++) {
      if (domains.get(i).https() ? !https : !http) {
        root.conflict(key(i, "https"), "listen", unanswered(domains.get(i).https()));
      }
    }
  }

  private static String unanswered(boolean https) {
    return https
        ? "is true, but listen.https has no address; expected one there, or https: false here."
        : "is false, but listen.http has no address; expected one there, or https: true here.";
  }

  private static String key(int index, String name) {
    return "domains[%d].%s".formatted(index, name);
  }
}
