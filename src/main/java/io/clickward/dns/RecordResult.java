package io.clickward.dns;

import java.util.List;

/**
 * One wanted record and what is there.
 *
 * @param wanted the record
 * @param verdict what that means
 * @param found what was found: targets, addresses or texts; none when nothing was
 * @param expected all values that would do
 * @param sentence what was found, in words
 * @param nextStep the next thing to do; empty when there is nothing to do
 */
public record RecordResult(
    WantedRecord wanted,
    Verdict verdict,
    List<String> found,
    List<String> expected,
    String sentence,
    String nextStep) {
  public RecordResult {
    found = List.copyOf(found);
    expected = List.copyOf(expected);
  }
}
