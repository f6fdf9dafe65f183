package io.clickward.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.clickward.cert.CertificateTable;
import io.clickward.cert.ChallengeAnswers;
import io.clickward.cert.HostCertificate;
import io.clickward.domain.HostName;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslServerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TLS context a host, made when first needed and kept in a bounded cache: a context of our own
 * key manager and one shared trust manager costs microseconds, so that an evicted host is cheap to
 * have again. Its native memory is freed when it is replaced and the last of its connections has
 * ended, not when a collector finds the time. Contexts of different hosts share no session state
 * (the class of CVE-2025-23419).
 */
final class TlsContexts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);
  private static final ApplicationProtocolConfig PROTOCOLS =
      new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_2,
          ApplicationProtocolNames.HTTP_1_1);

  private static final ApplicationProtocolConfig CHALLENGE_PROTOCOL =
      new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          ChallengeAnswers.ALPN_PROTOCOL);

  private final CertificateTable certificates;
  private final SslProvider provider;
  private final TicketKeys tickets;
  private final Cache<String, Entry> entries;

  TlsContexts(
      CertificateTable certificates, SslProvider provider, TicketKeys tickets, int hostsMax) {
    this.certificates = certificates;
    this.provider = provider;
    this.tickets = tickets;
    this.entries =
        Caffeine.newBuilder()
            .maximumSize(hostsMax)
            .executor(Runnable::run)
            .removalListener(
                (@Nullable String _, @Nullable Entry entry, RemovalCause _) -> release(entry))
            .build();
  }

  /** Whether {@link #open} would do without reading a file. */
  boolean isAtHand(String host) {
    return certificates.isAtHand(host);
  }

  /**
   * What makes one handshake.
   *
   * @param host whom it is for; all handshakes for one host share the text
   */
  record Opened(String host, SslHandler tls) {}

  /**
   * What makes one handshake for a lower-case host, or null when the host has no certificate here.
   */
  @Nullable Opened open(String host, ByteBufAllocator memory) {
    HostCertificate certificate = certificates.find(host);
    if (certificate == null) {
      return null;
    }
    Entry entry = entries.getIfPresent(host);
    if (entry != null && entry.certificate == certificate) {
      try {
        return entry.open(memory);
      } catch (IllegalReferenceCountException e) {
        log.debug("the context of {} was released on another thread just now", host, e);
      }
    }
    Entry fresh = new Entry(host, certificate, build(host, certificate));
    Opened opened = fresh.open(memory);
    entries.put(host, fresh);
    return opened;
  }

  /** A handshake with a CA that looks at a challenge; its context is kept for nothing else. */
  Opened forChallenge(String host, HostCertificate answer, ByteBufAllocator memory) {
    try {
      SslContext context =
          SslContextBuilder.forServer(HostKeys.factory(answer))
              .sslProvider(provider)
              .trustManager(NoClientCertificates.INSTANCE)
              .protocols("TLSv1.3", "TLSv1.2")
              .applicationProtocolConfig(CHALLENGE_PROTOCOL)
              .build();
      try {
        return new Opened(host, context.newHandler(memory));
      } finally {
        ReferenceCountUtil.release(context);
      }
    } catch (SSLException e) {
      throw new IllegalStateException("A challenge certificate is like any other", e);
    }
  }

  /** Gives native memory free; handshakes and connections that are under way keep theirs. */
  @Override
  public void close() {
    entries.invalidateAll();
  }

  private static void release(@Nullable Entry entry) {
    if (entry != null) {
      ReferenceCountUtil.release(entry.context);
    }
  }

  private SslContext build(String host, HostCertificate certificate) {
    SslContextBuilder builder =
        SslContextBuilder.forServer(HostKeys.factory(certificate))
            .sslProvider(provider)
            .trustManager(NoClientCertificates.INSTANCE)
            .protocols("TLSv1.3", "TLSv1.2")
            .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(PROTOCOLS);
    try (Credentials credentials = Credentials.of(certificate, provider)) {
      credentials.addTo(builder);
      SslContext context = builder.build();
      if (context instanceof ReferenceCountedOpenSslServerContext openSsl) {
        bindSessions(openSsl.sessionContext(), host);
      }
      return context;
    } catch (SSLException e) {
      throw new IllegalStateException(
          "The certificate of " + host + " was accepted but TLS refuses it", e);
    }
  }

  /**
   * Sessions live in tickets only: kept here, each stranger's would be ours to store. What binds
   * them to the host has 32 bytes at most (SSL_MAX_SID_CTX_LENGTH), a host's name may have more.
   */
  private static void bindSessions(OpenSslServerSessionContext sessions, String host) {
    if (!sessions.setSessionIdContext(new HostName(host).sha256())) {
      throw new IllegalStateException("The sessions of " + host + " could not be bound to it");
    }
    sessions.setSessionCacheEnabled(false);
  }

  /** A context, and for which certificate and with which ticket keys. */
  private final class Entry {
    final HostCertificate certificate;
    final SslContext context;
    private final String host;

    /** Several threads may find it outdated at once, and all of them set the same keys. */
    private volatile long ticketPeriod = -1;

    Entry(String host, HostCertificate certificate, SslContext context) {
      this.host = host;
      this.certificate = certificate;
      this.context = context;
    }

    /** Throws when the context was released; from then on the handler keeps it. */
    Opened open(ByteBufAllocator memory) {
      SslHandler handler = context.newHandler(memory);
      long period = tickets.period();
      if (ticketPeriod != period
          && context instanceof ReferenceCountedOpenSslServerContext openSsl) {
        openSsl.sessionContext().setTicketKeys(tickets.of(host, period));
        ticketPeriod = period;
      }
      return new Opened(host, handler);
    }
  }
}
