package io.clickward.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.clickward.cert.CertificateTable;
import io.clickward.cert.HostCertificate;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSslServerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One TLS context a host, made when first needed and kept in a bounded cache: a context of our own
 * key manager and one shared trust manager costs microseconds, so that an evicted host is cheap to
 * have again. Contexts of different hosts share no session state (the class of CVE-2025-23419).
 */
final class TlsContexts {
  private static final ApplicationProtocolConfig PROTOCOLS =
      new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_2,
          ApplicationProtocolNames.HTTP_1_1);

  private record Entry(HostCertificate certificate, SslContext context, long ticketPeriod) {}

  private final CertificateTable certificates;
  private final SslProvider provider;
  private final TicketKeys tickets;
  private final Cache<String, Entry> entries;

  TlsContexts(
      CertificateTable certificates, SslProvider provider, TicketKeys tickets, int hostsMax) {
    this.certificates = certificates;
    this.provider = provider;
    this.tickets = tickets;
    this.entries = Caffeine.newBuilder().maximumSize(hostsMax).executor(Runnable::run).build();
  }

  /** The context for a lower-case host, or null when the host has no certificate here. */
  @Nullable SslContext find(String host) {
    HostCertificate certificate = certificates.find(host);
    if (certificate == null) {
      return null;
    }
    long period = tickets.period();
    Entry entry = entries.getIfPresent(host);
    if (entry == null || entry.certificate != certificate) {
      entry = withTickets(host, new Entry(certificate, build(host, certificate), period));
    } else if (entry.ticketPeriod != period) {
      entry = withTickets(host, new Entry(certificate, entry.context, period));
    }
    return entry.context;
  }

  private Entry withTickets(String host, Entry entry) {
    if (entry.context instanceof OpenSslServerContext openSsl) {
      openSsl.sessionContext().setTicketKeys(tickets.of(host, entry.ticketPeriod));
    }
    entries.put(host, entry);
    return entry;
  }

  private SslContext build(String host, HostCertificate certificate) {
    try {
      SslContext context =
          SslContextBuilder.forServer(HostKeys.factory(certificate))
              .sslProvider(provider)
              .trustManager(NoClientCertificates.INSTANCE)
              .protocols("TLSv1.3", "TLSv1.2")
              .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
              .applicationProtocolConfig(PROTOCOLS)
              .build();
      if (context instanceof OpenSslServerContext openSsl) {
        openSsl.sessionContext().setSessionIdContext(host.getBytes(StandardCharsets.US_ASCII));
      }
      return context;
    } catch (SSLException e) {
      throw new IllegalStateException(
          "The certificate of " + host + " was accepted but TLS refuses it", e);
    }
  }
}
