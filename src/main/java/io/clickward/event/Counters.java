package io.clickward.event;

import io.clickward.event.JournalStats.Failing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The journal's counters as they run. */
final class Counters {
  final LongAdder appended = new LongAdder();
  final LongAdder durable = new LongAdder();
  final LongAdder late = new LongAdder();
  final LongAdder lost = new LongAdder();
  final LongAdder commits = new LongAdder();

  /** Written by the committing thread only. */
  private volatile long groupEventsMax;

  private volatile @Nullable Failing failing;

  void committed(int events) {
    durable.add(events);
    commits.increment();
    groupEventsMax = Math.max(groupEventsMax, events);
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
    return new JournalStats(
        appended.sum(),
        durable.sum(),
        late.sum(),
        lost.sum(),
        commits.sum(),
        groupEventsMax,
        line.bytes(),
        first == null ? Duration.ZERO : Duration.ofNanos(nowNanos - first.sinceNanos()),
        Optional.ofNullable(failing));
  }
}
