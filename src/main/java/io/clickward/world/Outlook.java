package io.clickward.world;

import io.clickward.config.Config;
import io.clickward.config.Outside;
import io.clickward.dns.Dns;
import io.clickward.dns.DnsSettings;
import io.clickward.domain.HostName;
import io.clickward.net.AddressPolicy;
import io.clickward.net.OutboundConnector;
import io.clickward.net.OutboundLimits;
import io.clickward.net.OutboundTls;
import io.clickward.onboarding.Checks;
import io.clickward.probe.Probe;
import io.clickward.store.LinkKeys;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** The ways to ask the world, all held to one rule of which addresses may be connected to. */
public record Outlook(Config config, Dns dns, Probe probe) {

  /**
   * Sets them up; nobody is asked.
   *
   * @throws IOException when the file of trusted CAs cannot be read
   */
  public static Outlook of(Config config, InstantSource clock) throws IOException {
    Outside outside = config.outside();
    AddressPolicy policy =
        new AddressPolicy(
            address -> outside.allow().stream().anyMatch(range -> range.contains(address)));
    Dns dns = new Dns(settings(outside, policy));
    OutboundConnector connector =
        new OutboundConnector(dns::addresses, policy, OutboundLimits.PROBE);
    return new Outlook(config, dns, new Probe(dns, connector, tls(outside), clock));
  }

  /** What onboarding asks the world. */
  public Checks checks(CaCertificates certificates, LinkKeys keys, InstantSource clock) {
    DnsRecords records = new DnsRecords(config, dns);
    return new Checks(records, records, certificates, new LiveProbe(this, keys, clock));
  }

  /** Our edge's addresses, as far as the configuration or its {@code outside.name} has them. */
  List<InetAddress> own() {
    return Stream.concat(
            config.outside().addresses().stream(),
            config.outside().name().stream().flatMap(name -> addresses(name).stream()))
        .distinct()
        .toList();
  }

  /** None when nobody could say: then what the host answers has to show that it comes here. */
  private List<InetAddress> addresses(HostName name) {
    try {
      return dns.addresses(name.value());
    } catch (IOException e) {
      return List.of();
    }
  }

  private static DnsSettings settings(Outside outside, AddressPolicy policy) {
    List<InetSocketAddress> resolvers =
        outside.resolvers().isEmpty()
            ? DnsSettings.systemResolvers()
            : outside.resolvers().stream().map(address -> address.toSocketAddress()).toList();
    DnsSettings usual = DnsSettings.of(resolvers, policy::allows);
    return new DnsSettings(
        resolvers,
        outside.nameServerPort(),
        usual.lookupWait(),
        usual.checkWait(),
        usual.questionsMax(),
        outside.dnssec() ? usual.trustAnchors() : "",
        usual.mayAsk());
  }

  private static OutboundTls tls(Outside outside) throws IOException {
    return outside.trust().isEmpty()
        ? OutboundTls.platform()
        : OutboundTls.platformAnd(certificates(outside.trust().get()));
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    try (InputStream pem = Files.newInputStream(file)) {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw new CertificateException("it is empty");
      }
      return certificates;
    } catch (IOException | CertificateException e) {
      throw new IOException(
          "outside.trust: %s holds no certificate that can be read (%s); expected PEM. Correct the path or the file."
              .formatted(file, e),
          e);
    }
  }
}
