package io.clickward.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The journal's counters since it was opened, and its state now. Every event is counted in {@code
 * appended} or in {@code lost}, or, when it was appended and the journal had to close on a failing
 * disk, in both.
 *
 * @param appended events that went into the queue
 * @param durable events on disk; {@code durable / commits} is the mean group
 * @param late events that were settled late; they are or will be in {@code durable} too
 * @param lost events that were dropped
 * @param commits commits that succeeded
 * @param groupEventsMax the largest group so far
 * @param waitingBytes estimated memory of the events that are not on disk yet
 * @param oldestWaiting how long the first of them has been waiting
 * @param slow how long an event waited for the disk, now or within the last ten seconds, when that
 *     was over two seconds: such a wait tells of a slow disk, not of a busy one
 * @param failing since when and why the disk takes nothing; empty when it does
 */
public record JournalStats(
    long appended,
    long durable,
    long late,
    long lost,
    long commits,
    long groupEventsMax,
    long waitingBytes,
    Duration oldestWaiting,
    Optional<Duration> slow,
    Optional<Failing> failing) {

  /** The disk takes nothing. */
  public record Failing(Instant since, String why) {}
}
