package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HourCountsTest {
  private static final int EVENTS = 20_000;

  private final HourCounts counts = new HourCounts();

  @Test
  void countsAsAMapWouldHoweverOftenItIsCleared() {
    Random random = new Random(7);
    for (int round = 0; round < 3; round++) {
      Map<HourCount, Long> expected = new HashMap<>();
      counts.clear();
      for (int i = 0; i < EVENTS; i++) {
        Event event = event(random);
        expected.merge(one(event), 1L, Long::sum);
        counts.add(bytes(event));
      }
      assertThat(counts.size()).isEqualTo(expected.size());
      assertThat(all())
          .doesNotHaveDuplicates()
          .allSatisfy(count -> assertThat(count.events()).isEqualTo(expected.get(alone(count))));
    }
  }

  @Test
  void saysWhenThereIsNoRoom() {
    int added = 0;
    while (counts.hasRoomFor(1000)) {
      for (int i = 0; i < 1000; i++) {
        counts.add(bytes(Events.click("m" + added++)));
      }
    }
    assertThat(counts.size()).isEqualTo(added).isGreaterThan(30_000);
    assertThat(all()).hasSize(added).allMatch(count -> count.events() == 1);
    counts.clear();
    assertThat(counts.hasRoomFor(added)).isTrue();
  }

  @Test
  void longNamesLeaveLessRoom() {
    int added = 0;
    while (counts.hasRoomFor(1)) {
      counts.add(bytes(Events.click("m".repeat(100_000) + added++)));
    }
    assertThat(added).isLessThan(50);
    assertThat(all()).hasSize(added);
  }

  @Test
  void givesThoseOfADomainAndAnHourTogether() {
    Random random = new Random(8);
    for (int i = 0; i < EVENTS; i++) {
      counts.add(bytes(event(random)));
    }
    List<String> groups = all().stream().map(c -> c.domain().value() + c.hour()).toList();
    long changes = 1;
    for (int i = 1; i < groups.size(); i++) {
      changes += groups.get(i).equals(groups.get(i - 1)) ? 0 : 1;
    }
    assertThat(changes).isEqualTo(groups.stream().distinct().count());
  }

  private List<HourCount> all() {
    return counts.inOrder().stream().map(counts::get).toList();
  }

  private static Event event(Random random) {
    EventKind kind = random.nextBoolean() ? EventKind.CLICK : EventKind.OPEN;
    String message = "ü".repeat(random.nextInt(300)) + random.nextInt(3);
    return Events.at(
        Events.NOON.plus(Duration.ofMinutes(random.nextInt(300) - 150)), kind, message);
  }

  private static ByteBuffer bytes(Event event) {
    ByteBuffer record = ByteBuffer.wrap(EventRecord.whole(event));
    return record.position(RecordReader.HEAD_BYTES).slice();
  }

  private static HourCount one(Event event) {
    return new HourCount(
        event.time().truncatedTo(ChronoUnit.HOURS),
        event.domain(),
        event.message(),
        event.link(),
        event.kind(),
        event.verdict(),
        1);
  }

  private static HourCount alone(HourCount count) {
    return new HourCount(
        count.hour(),
        count.domain(),
        count.message(),
        count.link(),
        count.kind(),
        count.verdict(),
        1);
  }
}
