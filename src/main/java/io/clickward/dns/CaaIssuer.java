package io.clickward.dns;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The value of an issue or issuewild property: {@code issuer; name=value; ...} (RFC 8659 section
 * 4.2).
 *
 * @param issuer the CA's domain name; empty names nobody
 * @param parameters name and value pairs, in order
 * @param readable whether the value has the form; one that has not names nobody
 */
record CaaIssuer(String issuer, List<Parameter> parameters, boolean readable) {
  record Parameter(String name, String value) {}

  static CaaIssuer parse(String value) {
    String[] parts = value.split(";", -1);
    List<Parameter> parameters = new ArrayList<>();
    boolean readable = true;
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      int equals = part.indexOf('=');
      if (equals > 0) {
        parameters.add(
            new Parameter(
                part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                part.substring(equals + 1).strip()));
      } else if (!part.isEmpty()) {
        readable = false;
      }
    }
    return new CaaIssuer(parts[0].strip().toLowerCase(Locale.ROOT), parameters, readable);
  }

  boolean names(CaIdentity ca) {
    return readable && issuer.equals(ca.issuer().toLowerCase(Locale.ROOT));
  }

  /** Why this record does not let our account order, if it does not. */
  Optional<String> objection(CaIdentity ca) {
    for (String uri : values("accounturi")) {
      if (ca.accountUri().isEmpty()) {
        return Optional.of("`accounturi` allows only " + uri + ", and there is no account yet");
      }
      if (!ca.accountUri().get().equals(uri)) {
        return Optional.of(
            "`accounturi` allows only %s, and our account is %s"
                .formatted(uri, ca.accountUri().get()));
      }
    }
    return Optional.empty();
  }

  /** The methods that this record allows; without `validationmethods` all (RFC 8657 section 4). */
  Set<ChallengeMethod> methods() {
    List<String> lists = values("validationmethods");
    Set<ChallengeMethod> methods = EnumSet.allOf(ChallengeMethod.class);
    for (String list : lists) {
      List<String> labels = List.of(list.strip().split("\\s*,\\s*"));
      methods.removeIf(method -> !labels.contains(method.label()));
    }
    return methods;
  }

  private List<String> values(String name) {
    return parameters.stream().filter(p -> p.name().equals(name)).map(Parameter::value).toList();
  }
}
