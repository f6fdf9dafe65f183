package io.clickward.dns;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** Checks the signatures ourselves, from the trust anchors down, over the first resolver. */
final class Validation {
  private static final int REASON_CHARACTERS_MAX = 200;

  private final Inquiry inquiry;
  private final InetSocketAddress server;

  Validation(Inquiry inquiry) {
    this.inquiry = inquiry;
    this.server = inquiry.settings().resolvers().getFirst();
  }

  /** The state of a name's A records, or of their absence. */
  Dnssec of(Name name) {
    if (inquiry.settings().trustAnchors().isBlank()) {
      return Dnssec.couldNotAsk("no trust anchor is configured");
    }
    if (inquiry.unchecked(name, Type.A) instanceof Reply.Failed failed) {
      return Dnssec.couldNotAsk(failed.sentence());
    }
    try {
      return validated(name);
    } catch (IOException e) {
      return Dnssec.couldNotAsk("the signatures could not be checked: " + e.getMessage());
    }
  }

  private Dnssec validated(Name name) throws IOException {
    MeteredResolver metered = new MeteredResolver(server, inquiry);
    ValidatingResolver validating = new ValidatingResolver(metered);
    validating.loadTrustAnchors(
        new ByteArrayInputStream(inquiry.settings().trustAnchors().getBytes(US_ASCII)));
    // A resolver that drops signatures makes everything look broken; the root tells.
    Message root = ask(validating, Name.root, Type.DNSKEY);
    if (!root.getHeader().getFlag(Flags.AD)) {
      return Dnssec.couldNotAsk(
          "%s does not hand on the root's signatures (%s)"
              .formatted(Names.text(server), reason(root).orElse("not signed")));
    }
    Message answer = ask(validating, name, Type.A);
    return judge(answer, name, metered.unanswered());
  }

  private Dnssec judge(Message answer, Name name, String unanswered) {
    if (answer.getHeader().getFlag(Flags.AD)) {
      return Dnssec.of(Dnssec.State.SECURE);
    }
    if (answer.getRcode() != Rcode.SERVFAIL) {
      return Dnssec.of(Dnssec.State.INSECURE);
    }
    if (inquiry.spent()) {
      return Dnssec.couldNotAsk("the time or the number of questions of this check was used up");
    }
    if (!unanswered.isEmpty()) {
      return Dnssec.couldNotAsk(unanswered);
    }
    return reason(answer)
        .map(reason -> new Dnssec(Dnssec.State.BROKEN, reason))
        .orElseGet(() -> Dnssec.couldNotAsk("nobody could say for " + Names.text(name)));
  }

  private Message ask(ValidatingResolver validating, Name name, int type) throws IOException {
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    CompletableFuture<Message> future = validating.sendAsync(query).toCompletableFuture();
    try {
      return future.get(inquiry.settings().checkWait().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(
          "the signatures above %s could not be asked for".formatted(Names.text(name)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the check was interrupted", e);
    } finally {
      future.cancel(true);
    }
  }

  private static Optional<String> reason(Message message) {
    return Reply.in(message, Section.ADDITIONAL, TXTRecord.class).stream()
        .filter(txt -> txt.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS)
        .map(txt -> String.join("", txt.getStrings()))
        .map(text -> text.substring(0, Math.min(text.length(), REASON_CHARACTERS_MAX)))
        .findFirst();
  }
}
