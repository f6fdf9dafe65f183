package io.clickward.dns;

import java.util.List;

/**
 * A record list held against the DNS.
 *
 * @param host what the DNS says about the host
 * @param results one for each wanted record, in the list's order
 */
public record Verification(HostDns host, List<RecordResult> results) {
  public Verification {
    results = List.copyOf(results);
  }

  /** Whether every record of a step that things do not work without is right. */
  public boolean right(Step step) {
    return results.stream()
        .filter(r -> r.wanted().step() == step && !r.wanted().optional())
        .allMatch(r -> r.verdict().standing() == Verdict.Standing.RIGHT);
  }

  /** Whether all records are right. */
  public boolean right() {
    return List.of(Step.values()).stream().allMatch(this::right);
  }
}
