package io.clickward.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;

/** A resolver whose every question counts against a check's share. */
final class MeteredResolver implements Resolver {
  private final SimpleResolver resolver;
  private final Inquiry inquiry;

  MeteredResolver(InetSocketAddress server, Inquiry inquiry) {
    this.resolver = new SimpleResolver(server);
    this.inquiry = inquiry;
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query) {
    return metered(() -> resolver.sendAsync(query));
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query, Executor executor) {
    return metered(() -> resolver.sendAsync(query, executor));
  }

  private CompletionStage<Message> metered(Supplier<CompletionStage<Message>> send) {
    Optional<Duration> wait = inquiry.take();
    if (wait.isEmpty()) {
      return CompletableFuture.failedFuture(new IOException("no question is left"));
    }
    resolver.setTimeout(wait.get());
    return send.get();
  }

  @Override
  public void setPort(int port) {
    resolver.setPort(port);
  }

  @Override
  public void setTCP(boolean tcp) {
    resolver.setTCP(tcp);
  }

  @Override
  public void setIgnoreTruncation(boolean ignore) {
    resolver.setIgnoreTruncation(ignore);
  }

  @Override
  public void setEDNS(int version, int payloadBytes, int flags, List<EDNSOption> options) {
    resolver.setEDNS(version, payloadBytes, flags, options);
  }

  @Override
  public void setTSIGKey(TSIG key) {
    resolver.setTSIGKey(key);
  }

  @Override
  public Duration getTimeout() {
    return resolver.getTimeout();
  }

  @Override
  public void setTimeout(Duration timeout) {
    resolver.setTimeout(timeout);
  }
}
