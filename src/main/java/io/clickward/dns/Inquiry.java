package io.clickward.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * One check's questions, with its share of time and its number of questions. The same question is
 * asked once. For one thread.
 */
final class Inquiry {
  /** A datagram may get lost; a second silence counts. */
  private static final int ASKINGS_MAX = 2;

  private record Question(InetSocketAddress server, Name name, int type, Manner manner) {
    @Override
    public String toString() {
      return Type.string(type) + " " + Names.text(name);
    }
  }

  private final DnsSettings settings;
  private final long endNanos;
  private final Map<Question, Reply> asked = new HashMap<>();

  /** Validation asks from the library's threads. */
  private final AtomicInteger questions = new AtomicInteger();

  Inquiry(DnsSettings settings) {
    this.settings = settings;
    this.endNanos = System.nanoTime() + settings.checkWait().toNanos();
  }

  DnsSettings settings() {
    return settings;
  }

  /** Asks the resolvers in turn until one says something. */
  Reply recursive(Name name, int type) {
    return throughResolvers(name, type, Manner.RECURSIVE);
  }

  /** The same without the resolvers' check of signatures. */
  Reply unchecked(Name name, int type) {
    return throughResolvers(name, type, Manner.UNCHECKED);
  }

  /** Asks a zone's own name server. */
  Reply direct(InetSocketAddress server, Name name, int type) {
    if (!settings.mayAsk().test(server.getAddress())) {
      return new Reply.Failed(
          Fault.NOT_PUBLIC,
          "the name server " + text(server) + " has no public address, so it was not asked");
    }
    return ask(new Question(server, name, type, Manner.DIRECT));
  }

  private Reply throughResolvers(Name name, int type, Manner manner) {
    Reply last = spent("nothing was asked");
    for (InetSocketAddress resolver : settings.resolvers()) {
      last = ask(new Question(resolver, name, type, manner));
      if (!(last instanceof Reply.Failed)) {
        return last;
      }
    }
    return last;
  }

  private Reply ask(Question question) {
    Reply known = asked.get(question);
    if (known == null) {
      known = askAnew(question);
      asked.put(question, known);
    }
    return known;
  }

  private Reply askAnew(Question question) {
    Reply reply = askOnce(question);
    for (int i = 1; i < ASKINGS_MAX && silent(reply); i++) {
      reply = askOnce(question);
    }
    return reply;
  }

  private static boolean silent(Reply reply) {
    return reply instanceof Reply.Failed failed && failed.fault() == Fault.NO_ANSWER;
  }

  private Reply askOnce(Question question) {
    Optional<Duration> wait = take();
    if (wait.isEmpty()) {
      return spent("the time or the number of questions of this check was used up");
    }
    SimpleResolver resolver = new SimpleResolver(question.server());
    resolver.setTimeout(wait.get());
    return send(resolver, query(question), wait.get(), question);
  }

  /** A question's wait, or nothing when this check has used up its share. */
  Optional<Duration> take() {
    long left = endNanos - System.nanoTime();
    if (left <= 0 || questions.incrementAndGet() > settings.questionsMax()) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(Math.min(left, settings.lookupWait().toNanos())));
  }

  /** Whether nothing more can be asked. */
  boolean spent() {
    return System.nanoTime() >= endNanos || questions.get() >= settings.questionsMax();
  }

  private static Message query(Question question) {
    Message query = Message.newQuery(Record.newRecord(question.name(), question.type(), DClass.IN));
    switch (question.manner()) {
      case RECURSIVE -> {}
      case UNCHECKED -> query.getHeader().setFlag(Flags.CD);
      case DIRECT -> query.getHeader().unsetFlag(Flags.RD);
    }
    return query;
  }

  private static Reply send(Resolver resolver, Message query, Duration wait, Question question) {
    CompletableFuture<Message> future = resolver.sendAsync(query).toCompletableFuture();
    try {
      // A truncated answer is asked again over TCP, which has the same wait once more.
      return read(future.get(2 * wait.toMillis() + 1, TimeUnit.MILLISECONDS), question);
    } catch (ExecutionException | TimeoutException e) {
      return new Reply.Failed(
          Fault.NO_ANSWER, text(question.server()) + " did not answer the question " + question);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return spent("the check was interrupted");
    } finally {
      future.cancel(true);
    }
  }

  private static Reply read(Message message, Question question) {
    return switch (message.getRcode()) {
      case Rcode.NOERROR -> new Reply.Answer(message);
      case Rcode.NXDOMAIN -> new Reply.NoName(message);
      case Rcode.REFUSED -> failed(Fault.REFUSED, message, question);
      case Rcode.SERVFAIL -> failed(Fault.SERVER_FAILED, message, question);
      default -> failed(Fault.UNREADABLE, message, question);
    };
  }

  private static Reply failed(Fault fault, Message message, Question question) {
    return new Reply.Failed(
        fault,
        "%s answered %s%s to the question %s"
            .formatted(
                text(question.server()),
                Rcode.string(message.getRcode()),
                extended(message.getOPT()),
                question));
  }

  /** The extended error (RFC 8914): only its number's own words, not the server's. */
  private static String extended(@Nullable OPTRecord options) {
    if (options != null) {
      for (EDNSOption option : options.getOptions()) {
        if (option instanceof ExtendedErrorCodeOption error) {
          return " (" + ExtendedErrorCodeOption.text(error.getErrorCode()) + ")";
        }
      }
    }
    return "";
  }

  private static Reply.Failed spent(String sentence) {
    return new Reply.Failed(Fault.SPENT, sentence);
  }

  private static String text(InetSocketAddress server) {
    return Names.text(server);
  }
}
