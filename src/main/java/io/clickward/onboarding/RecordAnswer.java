package io.clickward.onboarding;

import io.clickward.domain.Evidence;
import java.util.List;

/**
 * What DNS says about a record that a domain needs.
 *
 * @param line the record
 * @param found what the world sees, for people; empty when there is nothing or it was not asked
 * @param evidence whether it is as it should be
 * @param probeTells whether the record was asked for and there is no telling from it alone: a live
 *     probe tells
 */
public record RecordAnswer(RecordLine line, String found, Evidence evidence, boolean probeTells) {

  /** Nobody has asked for it. */
  static RecordAnswer unasked(RecordLine line) {
    return new RecordAnswer(line, "", Evidence.unknown(), false);
  }

  /**
   * Whether nothing but a live probe keeps readers' way from being known: what could not be asked,
   * or is on its way, is for the next look.
   */
  static boolean leftToProbe(List<RecordAnswer> answers) {
    List<RecordAnswer> traffic =
        answers.stream().filter(answer -> answer.line().isForTraffic()).toList();
    return traffic.stream().anyMatch(RecordAnswer::probeTells)
        && traffic.stream().allMatch(each -> each.probeTells() || each.evidence().isGood());
  }
}
