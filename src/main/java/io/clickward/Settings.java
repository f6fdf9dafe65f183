package io.clickward;

import io.clickward.cert.CertificateSource;
import io.clickward.cert.Wanted;
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
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** The configuration as each part wants it: the parts know nothing of clickward.yaml. */
final class Settings {
  /** TLS contexts in memory; at 11 KiB each this is some 110 MiB when all are in use. */
  private static final int TLS_HOSTS_MAX = 10_000;

  private static final int GROUP_EVENTS_MAX = 4096;

  private Settings() {}

  static JournalSettings journal(Config config) {
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

  static int retentionDays(Config config) {
    return Math.toIntExact(config.journal().retention().toDays());
  }

  static EdgeSettings edge(Config config) {
    Limits limits = config.limits();
    return new EdgeSettings(
        addresses(config.listen().http()),
        addresses(config.listen().https()),
        Optional.ofNullable(config.listen().defaultHost()).map(HostName::value),
        Runtime.getRuntime().availableProcessors(),
        new EdgeSettings.Limits(
            limits.headerBytesMax(),
            limits.urlBytesMax(),
            limits.streamsMax(),
            limits.resetsMax(),
            limits.continuationsMax(),
            limits.controlFramesMax(),
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

  static List<Wanted> certificates(Config config) {
    return config.domains().stream().map(Settings::wanted).toList();
  }

  private static Wanted wanted(DomainSettings domain) {
    return new Wanted(
        domain.domain().host(),
        switch (domain.certificate()) {
          case io.clickward.config.CertificateSource.Internal _ -> new CertificateSource.Internal();
          case io.clickward.config.CertificateSource.Files files ->
              new CertificateSource.Files(files.chain(), files.key());
        });
  }
}
