package io.clickward.installation;

import io.clickward.cert.Acme;
import io.clickward.cert.AcmeSettings;
import io.clickward.cert.CertificateSource;
import io.clickward.cert.ChallengeMethod;
import io.clickward.cert.Wanted;
import io.clickward.config.AcmeSettings.Authority;
import io.clickward.config.AcmeSettings.Challenge;
import io.clickward.config.AcmeSettings.ChallengeDns;
import io.clickward.config.AddressRange;
import io.clickward.config.Config;
import io.clickward.config.DomainSettings;
import io.clickward.config.Limits;
import io.clickward.config.ListenAddress;
import io.clickward.config.Proxies;
import io.clickward.domain.HostName;
import io.clickward.edge.EdgeSettings;
import io.clickward.event.Durability;
import io.clickward.event.JournalSettings;
import io.clickward.onboarding.Declaration;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The configuration as each part wants it: the parts know nothing of clickward.yaml. */
public final class Settings {
  /** TLS contexts in memory; at 11 KiB each this is some 27 MiB when all are in use. */
  private static final int TLS_HOSTS_MAX = Acme.LOADED_MAX;

  private static final int GROUP_EVENTS_MAX = 4096;

  private Settings() {}

  public static JournalSettings journal(Config config) {
    return new JournalSettings(
        switch (config.journal().durability()) {
          case SYNC -> Durability.SYNC;
          case ASYNC -> Durability.ASYNC;
        },
        config.journal().waitMax(),
        config.journal().queueBytesMax(),
        config.journal().groupWindow(),
        GROUP_EVENTS_MAX);
  }

  public static int retentionDays(Config config) {
    return Math.toIntExact(config.journal().retention().toDays());
  }

  public static EdgeSettings edge(Config config) {
    Limits limits = config.limits();
    return new EdgeSettings(
        addresses(config.listen().http()),
        addresses(config.listen().https()),
        Optional.ofNullable(config.listen().defaultHost()).map(HostName::value),
        Runtime.getRuntime().availableProcessors(),
        new EdgeSettings.Limits(
            limits.headerBytesMax(),
            limits.urlBytesMax(),
            limits.pipelinedMax(),
            limits.streamsMax(),
            limits.resetsMax(),
            limits.continuationsMax(),
            limits.controlFramesMax(),
            limits.idleFramesMax(),
            limits.connectionsMax(),
            limits.connectionsPerClientMax(),
            TLS_HOSTS_MAX,
            limits.idleTimeout(),
            limits.headerTimeout(),
            limits.handshakeTimeout(),
            limits.stopTimeout()),
        proxies(config.proxies()));
  }

  private static EdgeSettings.Proxies proxies(Proxies proxies) {
    return new EdgeSettings.Proxies(ranges(proxies.protocol()), ranges(proxies.forwarded()));
  }

  private static List<io.clickward.edge.AddressRange> ranges(List<AddressRange> ranges) {
    return ranges.stream()
        .map(range -> new io.clickward.edge.AddressRange(range.network(), range.prefixBits()))
        .toList();
  }

  private static List<InetSocketAddress> addresses(List<ListenAddress> addresses) {
    return addresses.stream().map(ListenAddress::toSocketAddress).toList();
  }

  public static List<Wanted> certificates(Config config) {
    return config.domains().stream().map(Settings::wanted).toList();
  }

  private static Wanted wanted(DomainSettings domain) {
    return new Wanted(
        domain.domain().host(),
        switch (domain.certificate()) {
          case io.clickward.config.CertificateSource.Internal(boolean rsa) ->
              new CertificateSource.Internal(rsa);
          case io.clickward.config.CertificateSource.Acme _ -> new CertificateSource.Acme();
          case io.clickward.config.CertificateSource.Files files ->
              new CertificateSource.Files(
                  new CertificateSource.Pair(files.chain(), files.key()),
                  Optional.ofNullable(files.rsa())
                      .map(rsa -> new CertificateSource.Pair(rsa.chain(), rsa.key())));
        });
  }

  public static AcmeSettings acme(Config config) {
    io.clickward.config.AcmeSettings acme = config.acme();
    return new AcmeSettings(
        acme.authorities().stream().map(Settings::authority).toList(),
        acme.contact(),
        acme.challenges().stream().map(Settings::method).toList(),
        acme.ordersMax(),
        acme.rsa(),
        acme.dns().map(Settings::delegation));
  }

  private static AcmeSettings.Authority authority(Authority authority) {
    Optional<AcmeSettings.Binding> binding =
        authority
            .keyId()
            .flatMap(id -> authority.hmacKey().map(key -> new AcmeSettings.Binding(id, key)));
    return new AcmeSettings.Authority(
        authority.name(), authority.directory(), binding, authority.profile(), authority.trust());
  }

  private static ChallengeMethod method(Challenge challenge) {
    return switch (challenge) {
      case HTTP_01 -> ChallengeMethod.HTTP_01;
      case TLS_ALPN_01 -> ChallengeMethod.TLS_ALPN_01;
      case DNS_01 -> ChallengeMethod.DNS_01;
    };
  }

  private static AcmeSettings.Delegation delegation(ChallengeDns dns) {
    return dns.program()
        .<AcmeSettings.Delegation>map(
            program -> new AcmeSettings.Delegation.Hook(dns.zone(), dns.propagation(), program))
        .orElseGet(
            () ->
                new AcmeSettings.Delegation.Update(
                    dns.zone(),
                    dns.propagation(),
                    dns.server(),
                    dns.port(),
                    dns.key(),
                    dns.algorithm(),
                    dns.secret().orElseThrow()));
  }

  /** The challenges that the operator wants and our listeners and the zone can answer. */
  public static Set<ChallengeMethod> challenges(Config config) {
    Set<ChallengeMethod> possible = EnumSet.noneOf(ChallengeMethod.class);
    if (!config.listen().http().isEmpty()) {
      possible.add(ChallengeMethod.HTTP_01);
    }
    if (!config.listen().https().isEmpty()) {
      possible.add(ChallengeMethod.TLS_ALPN_01);
    }
    if (config.acme().dns().isPresent()) {
      possible.add(ChallengeMethod.DNS_01);
    }
    possible.retainAll(config.acme().challenges().stream().map(Settings::method).toList());
    return possible;
  }

  /** The declared hosts that CAs give certificates, at once or as a fallback. */
  public static Set<HostName> caHosts(Config config) {
    return config.domains().stream()
        .filter(Settings::wantsCa)
        .map(domain -> domain.domain().host())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean wantsCa(DomainSettings domain) {
    return switch (domain.certificate()) {
      case io.clickward.config.CertificateSource.Internal _ -> false;
      case io.clickward.config.CertificateSource.Acme _ -> true;
      case io.clickward.config.CertificateSource.Files files ->
          files.fallback() == io.clickward.config.CertificateSource.Files.Fallback.ACME;
    };
  }

  public static List<Declaration> declarations(Config config) {
    return config.domains().stream()
        .map(domain -> new Declaration(domain.domain(), isAtItsWord(config, domain)))
        .toList();
  }

  /**
   * Whether `https: true` stands without a probe: where the certificate is one that no stranger
   * trusts, and where it is the operator's own and nobody has said how the world sees us.
   */
  public static boolean isAtItsWord(Config config, DomainSettings domain) {
    return switch (domain.certificate()) {
      case io.clickward.config.CertificateSource.Internal _ -> true;
      case io.clickward.config.CertificateSource.Acme _ -> false;
      case io.clickward.config.CertificateSource.Files _ ->
          config.outside().name().isEmpty() && config.outside().addresses().isEmpty();
    };
  }
}
