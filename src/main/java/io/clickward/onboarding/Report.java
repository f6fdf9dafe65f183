package io.clickward.onboarding;

import io.clickward.domain.Claim;
import io.clickward.domain.Finding;
import io.clickward.domain.Transition;
import java.util.List;

/**
 * Everything there is to say about a domain.
 *
 * @param claim the domain
 * @param records the records that it needs, with what DNS answers if it was asked
 * @param certificate how it stands with its certificate
 * @param findings what stands in the way, or may
 * @param history its last transitions, the newest first
 * @param asked whether DNS was asked for this report
 */
public record Report(
    Claim claim,
    List<RecordAnswer> records,
    CertificateStatus certificate,
    List<Finding> findings,
    List<Transition> history,
    boolean asked) {
  public Report {
    records = List.copyOf(records);
    findings = List.copyOf(findings);
    history = List.copyOf(history);
  }
}
