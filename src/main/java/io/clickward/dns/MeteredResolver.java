package io.clickward.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/**
 * A resolver whose every question counts against a check's share, and that remembers what it got no
 * answer to: a validator takes keys that it could not ask for as keys that are not there.
 */
final class MeteredResolver implements Resolver {
  private static final Set<Integer> ANSWERS = Set.of(Rcode.NOERROR, Rcode.NXDOMAIN);

  private final InetSocketAddress server;
  private final SimpleResolver resolver;
  private final Inquiry inquiry;
  private final AtomicReference<String> unanswered = new AtomicReference<>("");

  MeteredResolver(InetSocketAddress server, Inquiry inquiry) {
    this.server = server;
    this.resolver = new SimpleResolver(server);
    this.inquiry = inquiry;
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query) {
    return metered(query, () -> resolver.sendAsync(query));
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query, Executor executor) {
    return metered(query, () -> resolver.sendAsync(query, executor));
  }

  private CompletionStage<Message> metered(Message query, Supplier<CompletionStage<Message>> send) {
    Optional<Duration> wait = inquiry.take();
    if (wait.isEmpty()) {
      return CompletableFuture.failedFuture(new IOException("no question is left"));
    }
    resolver.setTimeout(wait.get());
    return send.get().whenComplete((reply, failure) -> note(query, reply, failure));
  }

  private void note(Message query, @Nullable Message reply, @Nullable Throwable failure) {
    Record question = query.getQuestion();
    String asked = Type.string(question.getType()) + " " + Names.text(question.getName());
    if (failure != null || reply == null) {
      unanswered.compareAndSet("", "%s did not answer the question %s".formatted(text(), asked));
    } else if (!ANSWERS.contains(reply.getRcode())) {
      unanswered.compareAndSet(
          "",
          "%s answered %s to the question %s"
              .formatted(text(), Rcode.string(reply.getRcode()), asked));
    }
  }

  private String text() {
    return Names.text(server);
  }

  /** The first question that nobody answered, in a sentence; empty when there is none. */
  String unanswered() {
    return unanswered.get();
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
