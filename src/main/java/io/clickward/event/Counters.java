package io.clickward.event;

import io.clickward.event.JournalStats.Failing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The journal's counters as they run. */
final class Counters {
  private static final Duration SLOW = Duration.ofSeconds(2);

  /**
   * Each commit on a slow disk ends the wait of the events before it. A load balancer that asks
   * just then should not send all its traffic back, to take it away at the next one.
   */
  private static final Duration SLOW_REMEMBERED = Duration.ofSeconds(10);

  final LongAdder appended = new LongAdder();
  final LongAdder durable = new LongAdder();
  final LongAdder late = new LongAdder();
  final LongAdder lost = new LongAdder();
  final LongAdder commits = new LongAdder();

  /** Written by the committing thread only. */
  private volatile long groupEventsMax;

  private volatile @Nullable Failing failing;
  private volatile @Nullable SlowCommit slow;

  /** A commit whose first event had waited for too long. */
  private record SlowCommit(Duration waited, long endNanos) {}

  /** Counts a group that is on disk now. */
  void committed(List<Waiting> group, long nowNanos) {
    durable.add(group.size());
    commits.increment();
    groupEventsMax = Math.max(groupEventsMax, group.size());
    Duration wait = waited(group.getFirst(), nowNanos);
    if (isSlow(wait)) {
      slow = new SlowCommit(wait, nowNanos);
    }
  }

  private static Duration waited(Waiting event, long nowNanos) {
    return Duration.ofNanos(nowNanos - event.sinceNanos());
  }

  private static boolean isSlow(Duration wait) {
    return wait.compareTo(SLOW) > 0;
  }

  /** Remembers that the disk fails; whether that is news. */
  boolean failing(Instant now, String why) {
    Failing before = failing;
    failing = new Failing(before == null ? now : before.since(), why);
    return before == null;
  }

  /** Remembers that the disk works; whether that is news. */
  boolean working() {
    boolean news = failing != null;
    failing = null;
    return news;
  }

  JournalStats snapshot(Line line, long nowNanos) {
    Waiting first = line.first();
    Duration oldest = first == null ? Duration.ZERO : waited(first, nowNanos);
    return new JournalStats(
        appended.sum(),
        durable.sum(),
        late.sum(),
        lost.sum(),
        commits.sum(),
        groupEventsMax,
        line.bytes(),
        oldest,
        isSlow(oldest) ? Optional.of(oldest) : slowBefore(nowNanos),
        Optional.ofNullable(failing));
  }

  private Optional<Duration> slowBefore(long nowNanos) {
    return Optional.ofNullable(slow)
        .filter(commit -> nowNanos - commit.endNanos() < SLOW_REMEMBERED.toNanos())
        .map(SlowCommit::waited);
  }
}
