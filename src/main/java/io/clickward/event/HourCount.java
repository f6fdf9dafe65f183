package io.clickward.event;

import io.clickward.domain.HostName;
import java.time.Instant;

/**
 * How many events of one kind an hour had.
 *
 * @param hour the hour's start
 * @param message the message id
 * @param link the link's index; {@link Event#NO_LINK} for opens
 */
public record HourCount(
    Instant hour,
    HostName domain,
    String message,
    int link,
    EventKind kind,
    Verdict verdict,
    long events) {}
