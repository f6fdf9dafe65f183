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

  @Test
  void hasEachGroupAndNothingOfItsEvents() throws Exception {
    Path file = folder.resolve("recording.jfr");
    Inbox inbox = new Inbox();
    try (Recording recording = new Recording()) {
      recording.enable(GroupEvent.class);
      recording.start();
      try (Journal journal =
          Journal.open(folder.resolve("journal"), Events.PATIENT, new TestClock(Events.NOON))) {
        journal.append(Events.click("one"), inbox);
        assertThat(inbox.next()).isEqualTo(Settlement.DURABLE);
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> groups = RecordingFile.readAllEvents(file);
    assertThat(groups)
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.getEventType().getName()).isEqualTo("io.clickward.Group");
              assertThat(group.getInt("events")).isEqualTo(1);
              assertThat(group.getDuration()).isPositive();
            });
    assertThat(groups.toString()).doesNotContain("shop.example.com", "192.0.2.17", "one\"");
  }
}
