package io.clickward.api;

import java.time.Instant;

/**
 * A link key, without its secret.
 *
 * @param number its number
 * @param sealsFrom from when it seals
 * @param seals whether it is the one that seals now
 */
public record KeyEntry(int number, Instant sealsFrom, boolean seals) {}
