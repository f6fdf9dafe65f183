package io.clickward.dns;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Holds each record of a list against what the DNS answers. */
final class Comparison {
  private final RecordList list;
  private final HostDns host;
  private final Inquiry inquiry;
  private final HostComparison atHost;

  Comparison(RecordList list, HostDns host, Inquiry inquiry) {
    this.list = list;
    this.host = host;
    this.inquiry = inquiry;
    this.atHost = new HostComparison(list, host, Targets.of(list.plan(), inquiry));
  }

  List<RecordResult> results() {
    return list.records().stream().map(this::result).toList();
  }

  private RecordResult result(WantedRecord wanted) {
    return wanted.name().equals(host.host().value())
        ? atHost.judge(wanted).of(wanted, atHost.expected())
        : exactly(wanted).of(wanted, List.of(wanted.value()));
  }

  /** A record beside the host: nothing but its own type and value will do. */
  private Judgement exactly(WantedRecord wanted) {
    int type = wanted.type() == RecordType.TXT ? Type.TXT : Type.CNAME;
    Name name = place(Names.name(wanted.name()), type);
    Reply reply = inquiry.recursive(name, type);
    List<String> found = values(reply, name, wanted.type());
    return switch (reply) {
      case Reply.Failed failed -> unknown(failed);
      case Reply.NoName _, Reply.Answer _ ->
          found.contains(wanted.value()) ? right(wanted, found) : wrong(wanted, name, reply, found);
    };
  }

  /**
   * Where a record is to be seen: a text behind CNAMEs, which those who look for it follow ({@link
   * TxtSpread}).
   */
  private Name place(Name name, int type) {
    boolean leadsOn =
        type == Type.TXT && !Walk.targets(inquiry.recursive(name, type), name).isEmpty();
    return leadsOn ? Walk.from(name, inquiry).names().getLast() : name;
  }

  private static List<String> values(Reply reply, Name name, RecordType type) {
    return type == RecordType.TXT
        ? TxtSpread.texts(reply, name)
        : Walk.targets(reply, name).stream().map(Names::text).toList();
  }

  private static Judgement right(WantedRecord wanted, List<String> found) {
    return wanted.type() == RecordType.CNAME && found.size() > 1
        ? new Judgement(
            Verdict.CONFLICTING,
            found,
            "%s has several CNAMEs: %s."
                .formatted(wanted.name(), String.join(", ", Judgement.shown(found))),
            "Delete all but the one to `" + wanted.value() + "`.")
        : new Judgement(Verdict.OK, found, wanted.name() + " is as wanted.", "");
  }

  private Judgement unknown(Reply.Failed failed) {
    if (host.dnssec().state() == Dnssec.State.BROKEN) {
      return HostComparison.brokenDnssec(host);
    }
    if (host.lame() || host.silent()) {
      return atHost.unasked();
    }
    return new Judgement(
        Judgement.unasked(failed.fault()),
        List.of(),
        "Could not ask: " + failed.sentence() + ".",
        "Nothing is known to be wrong. Check again later.");
  }

  private Judgement wrong(WantedRecord wanted, Name name, Reply reply, List<String> found) {
    if (atNameServers(wanted, name)) {
      return HostComparison.spreading(wanted.name(), found);
    }
    if (!found.isEmpty()) {
      return new Judgement(
          Verdict.WRONG_TARGET,
          found,
          "%s has %s %s."
              .formatted(wanted.name(), wanted.type(), String.join(", ", Judgement.shown(found))),
          wanted.type() == RecordType.TXT ? Judgement.make(wanted) : Judgement.change(wanted));
    }
    return doubled(Names.name(wanted.name()))
        .map(doubled -> HostComparison.doubledLabel(wanted, doubled))
        .orElseGet(() -> HostComparison.missing(wanted, reply instanceof Reply.NoName));
  }

  private Optional<String> doubled(Name name) {
    return host.zone().flatMap(zone -> HostLook.doubled(name, Names.name(zone), inquiry));
  }

  private boolean atNameServers(WantedRecord wanted, Name name) {
    List<Zone.Server> servers = Zone.of(name, inquiry).map(Zone::servers).orElse(List.of());
    int type = wanted.type() == RecordType.TXT ? Type.TXT : Type.CNAME;
    return !servers.isEmpty()
        && servers.stream()
            .map(server -> Zone.askedFirst(server, name, type, inquiry))
            .filter(reply -> !(reply instanceof Reply.Failed))
            .map(reply -> values(reply, name, wanted.type()).contains(wanted.value()))
            .reduce(Boolean::logicalAnd)
            .orElse(false);
  }
}
