package io.clickward.dns;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.CAARecord;

/**
 * The CAA records that count for a name, judged for a CA: RFC 8659 section 4, RFC 8657.
 *
 * @param records the records
 * @param wildcard whether a wildcard certificate is asked for
 */
record CaaSet(List<CAARecord> records, boolean wildcard) {
  private static final int CRITICAL = 128;
  private static final Set<String> KNOWN_TAGS =
      Set.of(
          "issue", "issuewild", "iodef", "issuemail", "issuevmc", "contactemail", "contactphone");

  Caa.Right right(CaIdentity ca) {
    for (CAARecord record : records) {
      if ((record.getFlags() & CRITICAL) != 0 && !KNOWN_TAGS.contains(tag(record))) {
        return new Caa.Right(
            ca, Set.of(), "the property `" + tag(record) + "` is critical and no CA knows it");
      }
    }
    List<CaaIssuer> issuers = issuers();
    return issuers.isEmpty()
        ? new Caa.Right(ca, EnumSet.allOf(ChallengeMethod.class), "")
        : allowed(ca, issuers);
  }

  /** For a wildcard issuewild counts alone, if there is one (RFC 8659 section 4.3). */
  private List<CaaIssuer> issuers() {
    List<CaaIssuer> wild = withTag("issuewild");
    return wildcard && !wild.isEmpty() ? wild : withTag("issue");
  }

  private List<CaaIssuer> withTag(String tag) {
    return records.stream()
        .filter(record -> tag(record).equals(tag))
        .map(record -> CaaIssuer.parse(record.getValue(false)))
        .toList();
  }

  private static String tag(CAARecord record) {
    return record.getTag().toLowerCase(Locale.ROOT);
  }

  private static Caa.Right allowed(CaIdentity ca, List<CaaIssuer> issuers) {
    Set<ChallengeMethod> methods = EnumSet.noneOf(ChallengeMethod.class);
    Set<String> reasons = new TreeSet<>();
    for (CaaIssuer issuer : issuers) {
      if (issuer.names(ca)) {
        issuer.objection(ca).ifPresentOrElse(reasons::add, () -> methods.addAll(issuer.methods()));
      }
    }
    return new Caa.Right(ca, methods, why(ca, issuers, methods, reasons));
  }

  private static String why(
      CaIdentity ca, List<CaaIssuer> issuers, Set<ChallengeMethod> methods, Set<String> reasons) {
    if (methods.size() == ChallengeMethod.values().length) {
      return "";
    }
    if (!reasons.isEmpty()) {
      return String.join("; ", reasons);
    }
    return issuers.stream().noneMatch(i -> i.names(ca))
        ? "no record allows " + ca.issuer()
        : "`validationmethods` allows " + labels(methods);
  }

  private static String labels(Set<ChallengeMethod> methods) {
    return methods.isEmpty()
        ? "none of the methods that can be used here"
        : "only " + String.join(", ", methods.stream().map(ChallengeMethod::label).toList());
  }
}
