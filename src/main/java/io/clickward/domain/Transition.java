package io.clickward.domain;

import java.time.Instant;

/**
 * A change of a domain's state, for the record.
 *
 * @param at when
 * @param from the state before, as it is written
 * @param to the state after
 * @param cause why, as a sentence
 */
public record Transition(Instant at, String from, String to, String cause) {}
