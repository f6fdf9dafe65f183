package io.clickward.dns;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Finds the CAA records that count for a name: at the name or at the end of its CNAMEs, else the
 * same at its parent, up to the top (RFC 8659 section 3). The parents of a CNAME's target do not
 * count.
 */
final class CaaSearch {
  private static final int TARGETS_MAX = 8;

  private final Inquiry inquiry;

  CaaSearch(Inquiry inquiry) {
    this.inquiry = inquiry;
  }

  /** What is at one name. */
  private sealed interface Step {
    record Records(Name at, List<CAARecord> records) implements Step {}

    record Nothing() implements Step {}

    record Unknown(String reason) implements Step {}
  }

  Caa find(Name name, boolean wildcard, List<CaIdentity> cas) {
    return cas.isEmpty() ? none(wildcard, cas) : search(name, wildcard, cas);
  }

  private Caa search(Name name, boolean wildcard, List<CaIdentity> cas) {
    for (Name at = name; !at.equals(Name.root); at = Names.parent(at)) {
      Optional<Caa> found =
          switch (at(at)) {
            case Step.Records records -> Optional.of(judged(records, wildcard, cas));
            case Step.Unknown unknown -> Optional.of(unknown(unknown.reason()));
            case Step.Nothing _ -> Optional.empty();
          };
      if (found.isPresent()) {
        return found.get();
      }
    }
    return none(wildcard, cas);
  }

  private static Caa none(boolean wildcard, List<CaIdentity> cas) {
    CaaSet none = new CaaSet(List.of(), wildcard);
    return new Caa(Caa.State.NONE, "", List.of(), "", cas.stream().map(none::right).toList());
  }

  private Step at(Name start) {
    Name name = start;
    for (int i = 0; i <= TARGETS_MAX; i++) {
      Reply reply = inquiry.recursive(name, Type.CAA);
      if (reply instanceof Reply.Failed failed) {
        return new Step.Unknown(failed.sentence());
      }
      if (!(reply instanceof Reply.Answer answer)) {
        return new Step.Nothing();
      }
      List<CAARecord> records = answer.all(CAARecord.class);
      if (!records.isEmpty()) {
        return new Step.Records(records.getFirst().getName(), records);
      }
      List<CNAMERecord> hops = answer.all(CNAMERecord.class);
      if (hops.isEmpty() || hops.getLast().getTarget().equals(name)) {
        return new Step.Nothing();
      }
      name = hops.getLast().getTarget();
    }
    return new Step.Unknown("the CNAMEs from " + Names.text(start) + " do not end");
  }

  private static Caa judged(Step.Records found, boolean wildcard, List<CaIdentity> cas) {
    CaaSet set = new CaaSet(found.records(), wildcard);
    return new Caa(
        Caa.State.FOUND,
        Names.text(found.at()),
        Judgement.shown(found.records().stream().map(CaaSearch::text).sorted().toList()),
        "",
        cas.stream().map(set::right).toList());
  }

  private static Caa unknown(String reason) {
    return new Caa(Caa.State.COULD_NOT_ASK, "", List.of(), reason, List.of());
  }

  private static String text(CAARecord record) {
    return "%d %s \"%s\"".formatted(record.getFlags(), record.getTag(), record.getValue(false));
  }
}
