package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.TestClock;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  @TempDir private Path folder;

  private static RecordedEvent only(String name, List<RecordedEvent> events) {
    List<RecordedEvent> found =
        events.stream().filter(e -> e.getEventType().getName().equals(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  @Test
  void hasEachGroupWithItsSyncAndNothingOfItsEvents() throws Exception {
    Path file = folder.resolve("recording.jfr");
    Inbox inbox = new Inbox();
    try (Recording recording = new Recording()) {
      recording.enable(GroupEvent.class);
      recording.enable(SyncEvent.class);
      recording.start();
      try (Journal journal =
          Journal.open(folder.resolve("journal"), Events.PATIENT, new TestClock(Events.NOON))) {
        journal.append(Events.click("one"), inbox);
        assertThat(inbox.next()).isEqualTo(Settlement.DURABLE);
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> recorded = RecordingFile.readAllEvents(file);
    RecordedEvent group = only("io.clickward.Group", recorded);
    RecordedEvent sync = only("io.clickward.Sync", recorded);
    assertThat(group.getInt("events")).isEqualTo(1);
    assertThat(sync.getDuration()).isPositive().isLessThanOrEqualTo(group.getDuration());
    assertThat(sync.getStartTime()).isBetween(group.getStartTime(), group.getEndTime());
    assertThat(recorded.toString()).doesNotContain("shop.example.com", "192.0.2.17", "one\"");
  }
}
