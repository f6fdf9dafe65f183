package io.clickward.config;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code clickward.yaml} and the environment say, checked and complete.
 *
 * @param listen where the server listens
 * @param admin who reaches the admin port, and how
 * @param proxies the proxies in front, whose word about the client is taken
 * @param data the folder of everything that the server writes; absolute
 * @param journal the journal of events
 * @param limits the bounds of what strangers can grow
 * @param acme certificates from CAs
 * @param outside how the world sees this installation, and how the world is asked
 * @param log what is logged
 * @param account the owner of domains that name none
 * @param domains the declared domains, in the order of the file; no host twice
 */
public record Config(
    Listen listen,
    Admin admin,
    Proxies proxies,
    Path data,
    JournalSettings journal,
    Limits limits,
    AcmeSettings acme,
    Outside outside,
    LogSettings log,
    String account,
    List<DomainSettings> domains) {
  public Config {
    domains = List.copyOf(domains);
  }

  static Config from(Section root) {
    String account =
        root.get(
            "account", Format.ACCOUNT_NAME, "default", "Who owns domains without an `account`.");
    Config config =
        new Config(
            root.section(
                "listen", "Where the server listens and how clients reach it.", Listen::from),
            root.section("admin", "Who reaches the admin port, and how.", Admin::from),
            root.section(
                "proxies",
                "Proxies in front of the server, whose word about the client is taken. `limits.connectionsPerClientMax` does not apply to their own addresses.",
                Proxies::from),
            root.get(
                "data",
                Format.path(root.folder()),
                "data",
                "Folder of everything that the server writes, relative to the configuration file."),
            root.section(
                "journal", "The local journal of clicks and opens.", JournalSettings::from),
            root.section("limits", "Bounds of everything that a stranger can grow.", Limits::from),
            root.section(
                "acme",
                "Certificates from CAs, for domains with `certificate: acme`.",
                AcmeSettings::from),
            root.section(
                "outside",
                "How the world sees this installation, and how the server asks the world about domains that are added.",
                Outside::from),
            root.section("log", "What is logged.", LogSettings::from),
            account,
            root.sections(
                "domains", "The link domains.", domain -> DomainSettings.from(domain, account)));
    Agreement.of(config, root).check();
    return config;
  }
}
