package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventIdsTest {
  private final TestClock clock = new TestClock(Instant.parse("2026-11-21T12:00:00.123Z"));
  private final EventIds ids = new EventIds(new Random(1));

  @Test
  void anIdIsAVersion7UuidOfItsMillisecond() {
    UUID id = ids.next(clock.instant());
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(clock.millis());
  }

  @Test
  void idsGrowWithinAMillisecondAndWhenTheClockGoesBack() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      made.add(ids.next(clock.instant()).toString());
      if (i % 1000 == 0) {
        clock.advance(Duration.ofMillis(-5));
      }
    }
    assertThat(made).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void manyThreadsNeverGetTheSameId() {
    EventIds shared = new EventIds(new Random(2));
    List<UUID> made =
        IntStream.range(0, 100_000).parallel().mapToObj(_ -> shared.next(Instant.now())).toList();
    assertThat(made).doesNotHaveDuplicates();
  }

  @Test
  void twoProcessesWithTheSameClockMakeDifferentIds() {
    EventIds other = new EventIds(new Random(3));
    List<UUID> both =
        Stream.concat(
                Stream.generate(() -> ids.next(clock.instant())).limit(1000),
                Stream.generate(() -> other.next(clock.instant())).limit(1000))
            .toList();
    assertThat(Collections.unmodifiableList(both)).doesNotHaveDuplicates();
  }
}
