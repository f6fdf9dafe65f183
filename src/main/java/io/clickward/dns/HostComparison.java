package io.clickward.dns;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Judges the records at the host itself. There a CNAME, its flattened addresses and a chain of
 * CNAMEs do the same, and the record of one step gives way to that of the next.
 */
final class HostComparison {
  /** What a cache may still say for a while. */
  private static final Set<Verdict> MAY_BE_OLD =
      Set.of(
          Verdict.NAME_MISSING,
          Verdict.RECORD_MISSING,
          Verdict.WRONG_TARGET,
          Verdict.STALE_ADDRESS,
          Verdict.EARLIER_STEP,
          Verdict.TARGET_DEAD,
          Verdict.CANNOT_TELL);

  private final List<WantedRecord> wantedHere;
  private final HostDns host;
  private final Targets targets;
  private final List<String> addresses;

  HostComparison(RecordList list, HostDns host, Targets targets) {
    this.wantedHere = list.atHost();
    this.host = host;
    this.targets = targets;
    this.addresses = Targets.texts(host.addresses());
  }

  /** Every value that will do at the host. */
  List<String> expected() {
    return Stream.concat(wantedHere.stream().map(WantedRecord::value), targets.addresses().stream())
        .distinct()
        .toList();
  }

  Judgement judge(WantedRecord wanted) {
    Judgement judged = trouble(wanted).orElseGet(() -> atAddresses(wanted));
    if (MAY_BE_OLD.contains(judged.verdict()) && everyServerHas(wanted)) {
      return spreading(wanted.name(), judged.found());
    }
    if (judged.verdict() == Verdict.OK && serversDiffer(wanted)) {
      return serversDiffer(judged.found());
    }
    return judged;
  }

  private Optional<Judgement> trouble(WantedRecord wanted) {
    if (host.dnssec().state() == Dnssec.State.BROKEN) {
      return Optional.of(brokenDnssec(host));
    }
    if (host.besideCname()) {
      return Optional.of(besideCname(wanted));
    }
    return switch (host.ending()) {
      case ADDRESSES -> Optional.empty();
      case NO_NAME, NO_ADDRESS -> Optional.of(nothing(wanted));
      case LOOP -> Optional.of(loop(wanted));
      case TOO_LONG -> Optional.of(tooLong(wanted));
      case SEVERAL_CNAMES -> Optional.of(several(wanted));
      case SERVER_FAILED, NO_ANSWER, NOT_ASKED -> Optional.of(unasked());
    };
  }

  static Judgement brokenDnssec(HostDns host) {
    return new Judgement(
        Verdict.DNSSEC_BROKEN,
        List.of(),
        "The signatures (DNSSEC) of %s do not hold: %s Resolvers that check them give no answer, and no CA issues a certificate."
            .formatted(host.host(), stopped(host.dnssec().reason())),
        "Correct or remove the DS record at the registrar, or have the zone signed anew.");
  }

  private static String stopped(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  private Judgement besideCname(WantedRecord wanted) {
    return new Judgement(
        Verdict.CONFLICTING,
        host.targets(),
        "%s has a CNAME and address records beside it; which of them counts differs from resolver to resolver."
            .formatted(host.host()),
        "Delete everything at `%s` but the %s record to `%s`."
            .formatted(wanted.relativeName(), wanted.type(), wanted.value()));
  }

  private Judgement nothing(WantedRecord wanted) {
    if (!host.targets().isEmpty()) {
      return leadsNowhere(wanted);
    }
    return host.doubledName()
        .map(doubled -> doubledLabel(wanted, doubled))
        .orElseGet(() -> missing(wanted, host.ending() == HostDns.Ending.NO_NAME));
  }

  private Judgement leadsNowhere(WantedRecord wanted) {
    String what = host.ending() == HostDns.Ending.NO_NAME ? "does not exist" : "has no address";
    return host.targets().contains(wanted.value())
        ? new Judgement(
            Verdict.TARGET_DEAD,
            host.targets(),
            "%s leads where it should, but %s %s.".formatted(host.host(), host.endedAt(), what),
            "The record is right. Whoever runs " + host.endedAt() + " has to bring it back.")
        : new Judgement(
            Verdict.WRONG_TARGET,
            host.targets(),
            "%s leads to %s, which %s. Whoever comes to own that name gets the clicks."
                .formatted(host.host(), host.endedAt(), what),
            Judgement.change(wanted));
  }

  static Judgement doubledLabel(WantedRecord wanted, String doubled) {
    return new Judgement(
        Verdict.DOUBLED_LABEL,
        List.of(doubled),
        "%s does not exist, but %s does: the form added the zone to a name that had it already."
            .formatted(wanted.name(), doubled),
        "Rename the record to `%s`, without the zone.".formatted(wanted.relativeName()));
  }

  static Judgement missing(WantedRecord wanted, boolean noName) {
    return new Judgement(
        noName ? Verdict.NAME_MISSING : Verdict.RECORD_MISSING,
        List.of(),
        noName
            ? "%s does not exist (NXDOMAIN).".formatted(wanted.name())
            : "%s exists, but has no %s record.".formatted(wanted.name(), wanted.type()),
        Judgement.make(wanted));
  }

  private Judgement loop(WantedRecord wanted) {
    return new Judgement(
        Verdict.CNAME_LOOP,
        host.targets(),
        "The CNAMEs of %s lead in a circle: %s -> %s."
            .formatted(host.host(), host.way(), host.endedAt()),
        Judgement.change(wanted));
  }

  private Judgement tooLong(WantedRecord wanted) {
    return new Judgement(
        Verdict.CHAIN_TOO_LONG,
        host.targets(),
        "%s leads over %d CNAMEs and further; resolvers give up on such chains."
            .formatted(host.host(), host.targets().size()),
        Judgement.change(wanted));
  }

  private Judgement several(WantedRecord wanted) {
    return new Judgement(
        Verdict.CONFLICTING,
        host.targets(),
        "%s has several CNAMEs: %s.".formatted(host.endedAt(), String.join(", ", host.targets())),
        "Delete all but the one to `" + wanted.value() + "`.");
  }

  /** Nobody could say, as far as it is known why. */
  Judgement unasked() {
    if (host.lame()) {
      return lame();
    }
    Verdict verdict =
        switch (host.ending()) {
          case SERVER_FAILED -> host.silent() ? Verdict.NO_ANSWER : Verdict.SERVER_FAILED;
          case NO_ANSWER -> Verdict.NO_ANSWER;
          case NOT_ASKED, ADDRESSES, NO_NAME, NO_ADDRESS, LOOP, TOO_LONG, SEVERAL_CNAMES ->
              Verdict.NOT_ASKED;
        };
    return new Judgement(
        verdict,
        List.of(),
        "Could not ask: %s%s.".formatted(host.trouble(), host.silent() ? silence() : ""),
        "Nothing is known to be wrong with the record. Check again later; if it stays so, ask whoever runs the zone's name servers.");
  }

  private String silence() {
    return "; of the name servers of the zone %s none answered: %s"
        .formatted(
            host.zone().orElse("?"),
            String.join(", ", host.nameServers().stream().map(NameServer::name).toList()));
  }

  private Judgement lame() {
    return new Judgement(
        Verdict.LAME_DELEGATION,
        List.of(),
        "The zone %s is delegated to name servers that do not know it: %s."
            .formatted(
                host.zone().orElse("?"),
                String.join("; ", host.nameServers().stream().map(NameServer::sentence).toList())),
        "Enter the name servers that have the zone at the registrar, or make the zone on these.");
  }

  private Judgement atAddresses(WantedRecord wanted) {
    return wanted.type() == RecordType.CNAME ? cname(wanted) : address(wanted);
  }

  private Judgement cname(WantedRecord wanted) {
    if (host.targets().contains(wanted.value())) {
      return ok(Verdict.OK, "%s is as wanted: %s.".formatted(host.host(), host.way()));
    }
    if (targets.coversAll(addresses) && !elsewhere(wanted)) {
      return ok(
          Verdict.OK_OTHER_FORM,
          "%s has the right addresses: %s.".formatted(host.host(), String.join(", ", addresses)));
    }
    return otherStep(wanted).orElseGet(() -> wrong(wanted));
  }

  /** Whether a flattened host is another step's, whose addresses are the only ones known. */
  private boolean elsewhere(WantedRecord wanted) {
    return wanted.step() != Step.TRAFFIC;
  }

  private Judgement address(WantedRecord wanted) {
    if (!addresses.contains(wanted.value())) {
      return targets.coversAll(addresses)
          ? missing(wanted, false)
          : otherStep(wanted).orElseGet(() -> wrong(wanted));
    }
    return targets.coversAll(addresses)
        ? ok(Verdict.OK, "%s is as wanted.".formatted(host.host()))
        : wrong(wanted);
  }

  private Judgement ok(Verdict verdict, String sentence) {
    return new Judgement(verdict, seen(), sentence, "");
  }

  private List<String> seen() {
    return Stream.concat(host.targets().stream(), addresses.stream()).toList();
  }

  /** The record of another step may be there instead: a later one rightly, an earlier one still. */
  private Optional<Judgement> otherStep(WantedRecord wanted) {
    return wantedHere.stream()
        .filter(other -> other.step() != wanted.step())
        .filter(this::isThere)
        .findFirst()
        .map(other -> instead(wanted, other));
  }

  private boolean isThere(WantedRecord wanted) {
    return host.targets().contains(wanted.value())
        || (wanted.step() == Step.TRAFFIC && targets.coversAll(addresses));
  }

  private Judgement instead(WantedRecord wanted, WantedRecord other) {
    return other.step().compareTo(wanted.step()) > 0
        ? ok(
            Verdict.REPLACED,
            "%s already leads to %s, as the later step wants it."
                .formatted(host.host(), other.value()))
        : new Judgement(
            Verdict.EARLIER_STEP,
            seen(),
            "%s still leads to %s, as the step before wants it."
                .formatted(host.host(), other.value()),
            "When everything else is ready: " + Judgement.change(wanted));
  }

  private Judgement wrong(WantedRecord wanted) {
    if (targets.unasked().isPresent()) {
      return edgeUnasked(targets.unasked().get());
    }
    if (targets.coversSome(addresses) && targets.sure()) {
      return stale();
    }
    return host.targets().isEmpty() && !targets.sure() ? cannotTell() : wrongTarget(wanted);
  }

  /** Unlike a CDN's, these can be asked for again: nothing of it is left to a probe. */
  private Judgement edgeUnasked(Reply.Failed why) {
    return new Judgement(
        Judgement.unasked(why.fault()),
        seen(),
        "Could not ask for the addresses of our own edge: %s. Whether %s has the right ones (%s) is not known."
            .formatted(why.sentence(), host.host(), String.join(", ", addresses)),
        "Nothing is known to be wrong with the record. Check again later; if it stays so, the operator has to bring the edge's name back.");
  }

  private Judgement stale() {
    List<String> strange = targets.strange(addresses);
    return new Judgement(
        Verdict.STALE_ADDRESS,
        seen(),
        "%s has the right addresses and also %s; clients that choose these do not come here."
            .formatted(host.host(), described(strange)),
        "Delete %s at `%s`.".formatted(described(strange), host.host()));
  }

  private static String described(List<String> addresses) {
    return String.join(
        ", ", addresses.stream().map(a -> (a.contains(":") ? "AAAA " : "A ") + a).toList());
  }

  private Judgement cannotTell() {
    return new Judgement(
        Verdict.CANNOT_TELL,
        seen(),
        "%s has the addresses %s; a CDN may well have these, so the record alone does not tell."
            .formatted(host.host(), String.join(", ", addresses)),
        "Nothing is known to be wrong. The live probe tells whether clicks arrive.");
  }

  private Judgement wrongTarget(WantedRecord wanted) {
    return new Judgement(
        Verdict.WRONG_TARGET,
        seen(),
        host.targets().isEmpty()
            ? "%s has the addresses %s, and none of them is right."
                .formatted(host.host(), String.join(", ", addresses))
            : "%s leads to %s, not to %s."
                .formatted(host.host(), host.targets().getLast(), wanted.value()),
        Judgement.change(wanted));
  }

  static Judgement spreading(String name, List<String> found) {
    return new Judgement(
        Verdict.SPREADING,
        found,
        "The zone's own name servers have %s as wanted; some resolvers still hold the old answer."
            .formatted(name),
        "Wait until the old answer's time to live has passed, then check again.");
  }

  private Judgement serversDiffer(List<String> found) {
    return new Judgement(
        Verdict.SERVERS_DIFFER,
        found,
        "The name servers of the zone %s do not agree about %s: %s."
            .formatted(host.zone().orElse("?"), host.host(), saidByEach()),
        "Wait until all of them have the new zone. If it stays so, ask whoever runs them.");
  }

  private String saidByEach() {
    return String.join(
        "; ",
        answering()
            .map(
                server ->
                    server.name()
                        + " says "
                        + (server.targets().isEmpty()
                            ? "nothing like it"
                            : String.join(", ", server.targets())))
            .toList());
  }

  private Stream<NameServer> answering() {
    return host.nameServers().stream().filter(s -> s.state() == NameServer.State.ANSWERS);
  }

  private boolean everyServerHas(WantedRecord wanted) {
    return answering().findAny().isPresent() && answering().allMatch(s -> has(s, wanted));
  }

  private boolean serversDiffer(WantedRecord wanted) {
    return wanted.type() == RecordType.CNAME
        && answering().anyMatch(s -> s.targets().contains(wanted.value()))
        && answering()
            .anyMatch(s -> !s.targets().contains(wanted.value()) && s.addresses().isEmpty());
  }

  private boolean has(NameServer server, WantedRecord wanted) {
    List<String> own = Targets.texts(server.addresses());
    return wanted.type() == RecordType.CNAME
        ? server.targets().contains(wanted.value())
        : own.contains(wanted.value()) && targets.coversAll(own);
  }
}
