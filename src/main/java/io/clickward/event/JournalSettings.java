package io.clickward.event;

import java.time.Duration;

/**
 * How the journal weighs latency, memory and work.
 *
 * @param waitMax how long an event may stay unsettled with {@link Durability#SYNC}
 * @param queueBytesMax memory for events that are not on disk yet, estimated
 * @param groupWindow the least time between the starts of two commits; a lone event never waits,
 *     and many wait twice as long
 * @param groupEventsMax the most events in one commit
 */
public record JournalSettings(
    Durability durability,
    Duration waitMax,
    long queueBytesMax,
    Duration groupWindow,
    int groupEventsMax) {
  public static final JournalSettings DEFAULT =
      new JournalSettings(
          Durability.SYNC, Duration.ofMillis(25), 64L << 20, Duration.ofMillis(1), 4096);

  private static final Duration ASYNC_WINDOW = Duration.ofMillis(10);
  private static final int LARGE_GROUP_EVENTS = 64;

  public JournalSettings {
    if (waitMax.isNegative() || waitMax.isZero() || groupWindow.isNegative()) {
      throw new IllegalArgumentException(
          "waitMax is %s and groupWindow %s; expected more than zero and not less than zero"
              .formatted(waitMax, groupWindow));
    }
    if (queueBytesMax < 1 || groupEventsMax < 1) {
      throw new IllegalArgumentException(
          "queueBytesMax is %d and groupEventsMax %d; expected at least 1 each"
              .formatted(queueBytesMax, groupEventsMax));
    }
  }

  /**
   * The least time from a commit's start to the next one's. Longer when nobody waits for them, and
   * when many events come: a commit is dear, and twice as many can share it. Of few, which mostly
   * come from those who have just been answered, most would only wait longer.
   */
  Duration windowAfter(int groupEvents) {
    return switch (durability) {
      case SYNC -> groupEvents < LARGE_GROUP_EVENTS ? groupWindow : groupWindow.multipliedBy(2);
      case ASYNC -> groupWindow.compareTo(ASYNC_WINDOW) > 0 ? groupWindow : ASYNC_WINDOW;
    };
  }
}
