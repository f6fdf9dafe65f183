package io.clickward.dns;

import java.util.List;

/** A verdict on one wanted record, with its words. Found values are a stranger's: few and short. */
record Judgement(Verdict verdict, List<String> found, String sentence, String nextStep) {

  private static final int VALUES_MAX = 10;
  private static final int VALUE_CHARACTERS_MAX = 300;

  Judgement {
    found = shown(found);
  }

  /** As much of what was found as a person reads. */
  static List<String> shown(List<String> values) {
    return values.stream()
        .limit(VALUES_MAX)
        .map(value -> value.substring(0, Math.min(value.length(), VALUE_CHARACTERS_MAX)))
        .toList();
  }

  RecordResult of(WantedRecord wanted, List<String> expected) {
    return new RecordResult(wanted, verdict, found, expected, sentence, nextStep);
  }

  /** What it is called that a question had no answer. */
  static Verdict unasked(Fault fault) {
    return switch (fault) {
      case SERVER_FAILED -> Verdict.SERVER_FAILED;
      case NO_ANSWER -> Verdict.NO_ANSWER;
      case REFUSED, UNREADABLE, NOT_PUBLIC, SPENT -> Verdict.NOT_ASKED;
    };
  }

  /** What to do to make a record. */
  static String make(WantedRecord wanted) {
    return "Make the record `%s %s %s`; a form that adds the zone by itself wants the name `%s`."
        .formatted(wanted.name(), wanted.type(), wanted.value(), wanted.relativeName());
  }

  /** What to do to change what is there into the record. */
  static String change(WantedRecord wanted) {
    return "Replace it by the record `%s %s %s`."
        .formatted(wanted.name(), wanted.type(), wanted.value());
  }
}
