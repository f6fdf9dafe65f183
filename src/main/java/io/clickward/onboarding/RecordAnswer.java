package io.clickward.onboarding;

import io.clickward.domain.Evidence;

/**
 * What DNS says about a record that a domain needs.
 *
 * @param line the record
 * @param found what the world sees, for people; empty when there is nothing or it was not asked
 * @param evidence whether it is as it should be
 */
public record RecordAnswer(RecordLine line, String found, Evidence evidence) {}
